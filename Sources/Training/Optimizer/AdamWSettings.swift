/// How AdamW moves the parameters.
///
/// - Source: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2; the numbers and BF16 moments
///   from DeepSeek-V3, arXiv:2412.19437, sections 4.2 and 3.3.3.
public struct AdamWSettings: Hashable, Sendable {
  /// How the moments of the gradients are kept.
  public enum MomentFormat: String, CaseIterable, Hashable, Sendable {
    /// Rounded to the nearest, ties to even, after each step.
    case bf16
    case fp32
  }

  /// Share of the first moment that a step keeps, from 0 to below 1.
  public var beta1: Double
  /// Share of the second moment that a step keeps, from 0 to below 1.
  public var beta2: Double
  /// Added to the root of the second moment, above 0.
  public var epsilon: Double
  /// Share of a value that a step of learning rate 1 takes away; nothing from the gains of norms, which
  /// are the parameters of one row.
  public var weightDecay: Double
  /// The greatest norm of all gradients together; nil does not clip.
  public var clipNorm: Double?
  public var moments: MomentFormat

  /// Settings with the numbers of DeepSeek-V3 for what is not given.
  public init(
    beta1: Double = 0.9, beta2: Double = 0.95, epsilon: Double = 1e-8, weightDecay: Double = 0.1,
    clipNorm: Double? = 1, moments: MomentFormat = .bf16
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.clipNorm = clipNorm
    self.moments = moments
  }

  /// - Throws: `OptimizerError` with code `settingOutOfRange`, which names the setting.
  func check() throws(OptimizerError) {
    try OptimizerError.require(0..<1 ~= beta1, "beta1 \(beta1); from 0 to below 1")
    try OptimizerError.require(0..<1 ~= beta2, "beta2 \(beta2); from 0 to below 1")
    try OptimizerError.require(
      epsilon >= Double(Float.leastNormalMagnitude) && epsilon.isFinite,
      "epsilon \(epsilon); above 0 in single precision")
    try OptimizerError.require(
      weightDecay >= 0 && weightDecay.isFinite, "weight decay \(weightDecay); from 0")
    if let clipNorm {
      try OptimizerError.require(
        clipNorm > 0 && clipNorm.isFinite, "clip norm \(clipNorm); above 0, or none")
    }
  }
}

extension OptimizerError {
  /// Refuses a setting.
  ///
  /// - Throws: `OptimizerError` with code `settingOutOfRange` unless it is accepted.
  static func require(
    _ accepted: Bool, _ detail: @autoclosure () -> String
  ) throws(OptimizerError) {
    guard accepted else { throw OptimizerError(code: .settingOutOfRange, detail: detail()) }
  }
}
