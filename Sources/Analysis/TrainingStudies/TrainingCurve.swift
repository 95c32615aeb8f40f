public import Training

/// One run of a study, step by step.
public struct TrainingCurve: Hashable, Sendable {
  public let name: String
  /// `[step]`, cross-entropy of the next token in nats.
  public let losses: [Double]
  /// `[step]`, MaxVio of the worst layer.
  public let violations: [Double]
  /// The step, from 1, whose gradients were no numbers any more, which ended the run; nil for none.
  public let divergedStep: Int?

  public init(
    name: String, losses: [Double], violations: [Double], divergedStep: Int? = nil
  ) {
    self.name = name
    self.losses = losses
    self.violations = violations
    self.divergedStep = divergedStep
  }

  /// The curve of a run's steps.
  ///
  /// - Parameters:
  ///   - name: As tables call the run.
  ///   - steps: In order, from the first.
  ///   - diverged: Whether the next one's gradients were no numbers.
  public init(name: String, steps: [StepMetrics], diverged: Bool = false) {
    self.init(
      name: name, losses: steps.map(\.loss), violations: steps.map(\.maxVio),
      divergedStep: diverged ? steps.count + 1 : nil)
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
  /// - Parameter baseline: Another run.
  /// - Returns: `[step]`, of the steps that both have, negative where it lies below.
  public func differences(from baseline: TrainingCurve) -> [Double] {
    zip(smoothedLosses, baseline.smoothedLosses).map { $0 / $1 - 1 }
  }

  /// The mean of values; 0 of none.
  public static func mean(_ values: some Collection<Double>) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// The mean of the last steps' values, a tenth of the run and one at least.
  public static func ending(_ values: [Double]) -> Double {
    mean(values.suffix(max(1, values.count / 10)))
  }
}
