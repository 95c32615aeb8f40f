import Benchmark

extension Benchmark.Configuration {
  /// What all benchmarks measure, each for five seconds at most, and a rate.
  static func measuring(
    _ rate: Rate? = nil, in units: BenchmarkTimeUnits = .milliseconds
  ) -> Benchmark.Configuration {
    let metrics: [BenchmarkMetric] = [.wallClock, .throughput, .peakMemoryResident]
    let rates = rate.map { [$0.metric] } ?? []
    // Where no unit is set the tool picks one by the size of the number.
    var fixed: [BenchmarkMetric: BenchmarkUnits] = [.peakMemoryResident: .mega]
    for metric in rates { fixed[metric] = .count }
    return .init(
      metrics: metrics + rates, timeUnits: units, units: fixed, warmupIterations: 1,
      maxDuration: .seconds(5), maxIterations: 50)
  }
}

extension Benchmark {
  /// Measures one piece of work, and how much of it is done in a second.
  ///
  /// - Parameters:
  ///   - rate: What is counted.
  ///   - work: Returns how much it did.
  func measure(_ rate: Rate, _ work: () throws -> Int) rethrows {
    let clock = ContinuousClock()
    startMeasurement()
    let start = clock.now
    let amount = try work()
    let seconds = (clock.now - start) / .seconds(1)
    stopMeasurement()
    measurement(rate.metric, Int((Double(amount) / seconds / rate.unit).rounded()))
  }
}
