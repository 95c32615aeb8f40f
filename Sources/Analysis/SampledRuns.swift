/// What the simulated samples of a step gave, and the intervals that follow.
struct SampledRuns {
  /// `[run, quantity]`: the samples, then each source alone at both ends, then the step as believed.
  let picoseconds: [Int64]
  let samples: Int
  /// `[quantity]`, of all lane groups together; nil where the last run tells it.
  let believed: [Int64]?

  private var width: Int { Uncertainty.Quantity.allCases.count }
  private var count: Int { picoseconds.count / width }

  /// The runs of each source at the low and the high end of its range; none where no source was tried
  /// alone.
  var pairs: [(low: Int, high: Int)] {
    stride(from: samples, to: count - 1, by: 2).map { ($0, $0 + 1) }
  }

  /// In seconds, or over the run's own step.
  func value(_ quantity: Uncertainty.Quantity, _ run: Int, perStep: Bool) -> Double {
    Self.value(picoseconds[(width * run)..<(width * (run + 1))], quantity, perStep: perStep)
  }

  private static func value(
    _ run: ArraySlice<Int64>, _ quantity: Uncertainty.Quantity, perStep: Bool
  ) -> Double {
    let time = Double(run[run.startIndex + quantity.rawValue])
    let step = Double(run[run.startIndex + Uncertainty.Quantity.step.rawValue])
    return perStep ? step > 0 ? time / step : 0 : time / 1e12
  }

  /// The middle nine tenths of the samples, moved by what all groups take more than one, and widened
  /// to what is believed.
  func interval(_ quantity: Uncertainty.Quantity, perStep: Bool) -> Uncertainty.Interval {
    let group = value(quantity, count - 1, perStep: perStep)
    let all = believed.map { Self.value($0[...], quantity, perStep: perStep) } ?? group
    let sorted = (0..<samples).map { value(quantity, $0, perStep: perStep) }.sorted()
    let at = { (share: Double) in sorted[Int((Double(samples - 1) * share).rounded())] }
    return Uncertainty.Interval(
      low: max(0, min(at(0.05) + all - group, all)), high: max(at(0.95) + all - group, all))
  }
}
