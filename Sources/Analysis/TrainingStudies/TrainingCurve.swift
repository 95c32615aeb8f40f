/// One run of a study, step by step.
public struct TrainingCurve: Hashable, Sendable {
  public let name: String
  /// `[step]`, cross-entropy of the next token in nats.
  public let losses: [Double]
  /// `[step]`, MaxVio of the worst layer.
  public let violations: [Double]

  public init(name: String, losses: [Double], violations: [Double]) {
    self.name = name
    self.losses = losses
    self.violations = violations
  }

  /// The share of the smoothed loss that a step keeps.
  ///
  /// - Source: DeepSeek-V3 Technical Report, appendix B.1, figure 10: "EMA with a coefficient of 0.9".
  public static let smoothing = 0.9

  /// `[step]`, the losses' exponential moving average; the first is the first loss.
  public var smoothedLosses: [Double] {
    var smoothed: [Double] = []
    for loss in losses {
      let last = smoothed.last ?? loss
      smoothed.append(Self.smoothing * last + (1 - Self.smoothing) * loss)
    }
    return smoothed
  }

  /// How far the smoothed loss lies above another run's, as a share of that.
  ///
  /// - Parameter baseline: As many steps of another run.
  /// - Returns: `[step]`, negative where it lies below.
  public func differences(from baseline: TrainingCurve) -> [Double] {
    precondition(
      losses.count == baseline.losses.count,
      "\(losses.count) steps beside \(baseline.losses.count)")
    return zip(smoothedLosses, baseline.smoothedLosses).map { $0 / $1 - 1 }
  }

  /// The mean of the last steps' values, a tenth of the run and one at least.
  public static func ending(_ values: [Double]) -> Double {
    let last = values.suffix(max(1, values.count / 10))
    return last.isEmpty ? 0 : last.reduce(0, +) / Double(last.count)
  }
}
