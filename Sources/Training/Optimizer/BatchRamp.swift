/// How many sequences each step has: more and more at first.
///
/// - Source: DeepSeek-V3, arXiv:2412.19437, section 4.2, where the batch grows from 3,072 to 15,360.
public struct BatchRamp: Hashable, Sendable {
  /// Sequences of the first step, before they are rounded down.
  public let first: Int
  /// Sequences of a step after the ramp.
  public let last: Int
  /// Steps until the batch is whole.
  public let steps: Int
  /// What the sequences of every step are a multiple of.
  public let multiple: Int

  /// A ramp that is linear in steps, rounded down.
  ///
  /// - Parameters:
  ///   - first: Sequences of the first step, at least `multiple`.
  ///   - last: Sequences after the ramp, at least `first`, a multiple of `multiple`.
  ///   - steps: From 0; 0 begins with the whole batch.
  ///   - multiple: What the grid needs: microbatch size × data ranks × what the schedule asks for.
  /// - Throws: `OptimizerError` with code `settingOutOfRange`, which names the values.
  public init(
    from first: Int, to last: Int, over steps: Int, multiple: Int
  ) throws(OptimizerError) {
    try OptimizerError.require(multiple > 0, "multiples of \(multiple) sequences; from 1")
    try OptimizerError.require(
      last % multiple == 0 && multiple...Int(Int32.max) ~= last,
      "\(last) sequences; positive multiples of \(multiple) up to \(Int32.max)")
    try OptimizerError.require(
      first >= multiple && first <= last,
      "\(first) sequences at first; from \(multiple) to \(last)")
    try OptimizerError.require(
      0...Int(Int32.max) ~= steps, "a ramp of \(steps) steps; from 0 to \(Int32.max)")
    self.first = first
    self.last = last
    self.steps = steps
    self.multiple = multiple
  }

  /// The same batch in every step.
  ///
  /// - Parameters:
  ///   - sequences: Of every step.
  ///   - multiple: What the grid needs.
  /// - Throws: `OptimizerError` with code `settingOutOfRange`, which names the values.
  public init(constant sequences: Int, multiple: Int) throws(OptimizerError) {
    try self.init(from: sequences, to: sequences, over: 0, multiple: multiple)
  }

  /// The batch of a step.
  ///
  /// - Parameter step: Counted from 0 since the start of training.
  /// - Returns: Sequences, a positive multiple of ``multiple``.
  public func sequences(atStep step: Int) -> Int {
    precondition(step >= 0, "step \(step)")
    guard step < steps else { return last }
    let sequences = first + (last - first) * step / steps
    return sequences - sequences % multiple
  }
}
