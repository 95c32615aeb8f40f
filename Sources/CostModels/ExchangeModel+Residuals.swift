import Quantities

extension ExchangeModel {
  /// The numbers that the fit found, in a fixed order.
  public var parameters: [CalibrationParameter] {
    let gigabytes = { (name: String, bytesPerSecond: Double) in
      CalibrationParameter(
        model: Self.name, name: name, value: bytesPerSecond / 1e9, unit: "GB/s")
    }
    let microseconds = { (name: String, seconds: Double, unit: String) in
      CalibrationParameter(model: Self.name, name: name, value: seconds * 1e6, unit: unit)
    }
    return [
      gigabytes("NVLink within one node", localNVLink.bytesPerSecond),
      gigabytes("NVLink, forwarding", forwardingNVLink.bytesPerSecond),
      gigabytes("network card", network.bytesPerSecond),
      CalibrationParameter(
        model: Self.name, name: "queue pairs for half of the network card",
        value: halfRateQueuePairs, unit: ""),
      CalibrationParameter(
        model: Self.name, name: "slowdown beside compute", value: slowdown, unit: ""),
      microseconds("one barrier", barrier, "us"),
      microseconds("layout", layoutPerToken * 1024, "us per 1,024 tokens"),
      microseconds("cast", castPerElement * 1_048_576, "us per 1,048,576 elements"),
    ]
  }

  /// Each transport that was measured beside the model's.
  public var residuals: [CalibrationResidual] {
    let alone = rows.alone.map {
      CalibrationResidual(
        model: Self.name,
        row: "\($0.exchange.rawValue) over \($0.shape.ranks) ranks, \($0.generation.rawValue)",
        measured: $0.seconds,
        predicted: transport(
          $0.shape.traffic($0.exchange), multiprocessors: $0.multiprocessors,
          generation: $0.generation),
        unit: "s", isFitted: true, source: $0.source)
    }
    let beside = rows.besideCompute.map {
      CalibrationResidual(
        model: Self.name,
        row: "\($0.exchange.rawValue) beside compute, \($0.generation.rawValue)",
        measured: $0.seconds,
        predicted: slowdown
          * transport(
            $0.shape.traffic($0.exchange), multiprocessors: $0.multiprocessors,
            generation: $0.generation),
        unit: "s", isFitted: true, source: $0.source)
    }
    return alone + beside
  }

  /// What the notify kernel took in a training step beyond its own time: the wait for the last
  /// member of the group, in seconds.
  ///
  /// No part of any duration; it tells a trace's phases, in which such waits lie, from transports.
  ///
  /// - Returns: 0 where nothing was measured.
  public func publishedWait(_ exchange: ExpertExchange) -> Double {
    let times = rows.preparations.filter {
      $0.kernel == .notify && $0.place == .training && $0.exchange == exchange
    }.map(\.seconds)
    guard !times.isEmpty else { return 0 }
    return max(0, times.reduce(0, +) / Double(times.count) - barrierSeconds(exchange))
  }

  static let name = "expert exchange"
}
