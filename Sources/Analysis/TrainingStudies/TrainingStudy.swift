public import Training

/// Several runs of training from one seed that differ in one thing.
public struct TrainingStudy: Hashable, Sendable {
  /// What the runs differ in.
  public enum Subject: String, CaseIterable, Hashable, Sendable {
    /// FP32, BF16, FP8 with a scale for each tile, FP8 with one for each tensor.
    case precision
    /// Nothing, an auxiliary loss, or biases keep the experts' loads even.
    case balancing
  }

  /// One of the runs.
  public struct Variant: Hashable, Sendable {
    /// As it is called in tables, with the strength that the study chose: `bf16`,
    /// `auxiliary loss 0.001`.
    public let name: String
    public let settings: TrainingSettings
  }

  /// The weight of an auxiliary loss that balances alone.
  ///
  /// - Source: Wang et al. 2024, arXiv:2408.15664, section 4.1: the baseline's.
  public static let auxiliaryWeight = 0.001
  /// How far biases move in a step.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 4.2.
  public static let biasSpeed: Float = 0.001

  public let subject: Subject
  public let variants: [Variant]

  /// Derives the runs from one.
  ///
  /// - Parameters:
  ///   - subject: What they differ in.
  ///   - settings: What they have in common. None of them leaves checkpoints. Biases move as fast as
  ///     said here, where they move at all.
  public init(_ subject: Subject, settings: TrainingSettings) {
    var base = settings
    base.checkpoints = nil
    self.subject = subject
    switch subject {
    case .precision:
      variants = PrecisionName.allCases.map { name in
        var varied = base
        varied.model.precision = name.precision(like: base.model.precision)
        return Variant(name: name.rawValue, settings: varied)
      }
    case .balancing:
      let speed = base.model.biasSpeed > 0 ? base.model.biasSpeed : Self.biasSpeed
      let choices: [(name: String, weight: Double, speed: Float)] = [
        ("no balancing", 0, 0),
        ("auxiliary loss \(Self.auxiliaryWeight)", Self.auxiliaryWeight, 0),
        ("bias \(speed)", 0, speed),
      ]
      variants = choices.map { choice in
        var varied = base
        varied.model.balanceWeight = choice.weight
        varied.model.biasSpeed = choice.speed
        return Variant(name: choice.name, settings: varied)
      }
    }
  }
}
