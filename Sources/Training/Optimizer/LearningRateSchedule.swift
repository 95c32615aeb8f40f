internal import Glibc

/// The learning rate of each step: warm-up, constant, decay along half a cosine, floor.
///
/// - Source: DeepSeek-V3, arXiv:2412.19437, section 4.2.
public struct LearningRateSchedule: Hashable, Sendable {
  /// The rate after the warm-up.
  public let peak: Double
  public let warmupSteps: Int
  public let constantSteps: Int
  public let decaySteps: Int
  /// The rate after the decay; without one the peak stays.
  public let floor: Double

  /// A schedule of four phases.
  ///
  /// - Parameters:
  ///   - peak: Above 0.
  ///   - warmupSteps: The n-th of them, from 1, has the share n / `warmupSteps` of the peak.
  ///   - constantSteps: At the peak.
  ///   - decaySteps: From the peak, which the last constant step had, to the floor, which the last of
  ///     these has; 0 stays at the peak.
  ///   - floor: From 0 to the peak.
  /// - Throws: `OptimizerError` with code `settingOutOfRange`, which names the setting.
  public init(
    peak: Double, warmupSteps: Int = 0, constantSteps: Int = 0, decaySteps: Int = 0,
    floor: Double = 0
  ) throws(OptimizerError) {
    try OptimizerError.require(peak > 0 && peak.isFinite, "learning rate \(peak); above 0")
    for (name, steps) in [
      ("warm-up", warmupSteps), ("constant", constantSteps), ("decay", decaySteps),
    ] {
      try OptimizerError.require(
        0...1_000_000_000_000 ~= steps, "\(steps) \(name) steps; from 0 to 10^12")
    }
    try OptimizerError.require(0...peak ~= floor, "floor \(floor); from 0 to \(peak)")
    self.peak = peak
    self.warmupSteps = warmupSteps
    self.constantSteps = constantSteps
    self.decaySteps = decaySteps
    self.floor = floor
  }

  /// The rate of a step.
  ///
  /// - Parameter step: Counted from 0 since the start of training.
  /// - Returns: From 0 to ``peak``.
  public func rate(atStep step: Int) -> Double {
    precondition(step >= 0, "step \(step)")
    if step < warmupSteps { return peak * Double(step + 1) / Double(warmupSteps) }
    let decayed = step - warmupSteps - constantSteps + 1
    if decayed <= 0 || decaySteps == 0 { return peak }
    if decayed < decaySteps {
      let share = (1 + cos(Double.pi * Double(decayed) / Double(decaySteps))) / 2
      return floor + (peak - floor) * share
    }
    return floor
  }
}
