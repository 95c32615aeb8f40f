public import LinearAlgebra

/// The two halves of a backward.
public enum BackwardPass: String, CaseIterable, Hashable, Sendable {
  /// The gradient of a stage's input (I).
  case input
  /// The gradients of a stage's weights (W).
  case weight
}

/// The stages that a rank holds.
///
/// A microbatch meets a stage once forward, then once with each half of the backward, together or one
/// after the other. Work of several microbatches may be under way at a time.
public protocol StageWorker: AnyObject {
  /// Starts the forward of a microbatch.
  ///
  /// - Parameters:
  ///   - stage: One that the rank holds.
  ///   - microbatch: Its number.
  ///   - input: `[tokens, hidden]`, nil on the first stage.
  /// - Returns: The pass, of which nothing is played yet.
  /// - Throws: When the stage or the input is not as above.
  func forward(stage: Int, microbatch: Int, input: Matrix?) throws -> any StagePass

  /// Starts a backward of a microbatch, or one half of it.
  ///
  /// - Parameters:
  ///   - stage: One that the rank holds.
  ///   - microbatch: One whose forward is done; for the weights alone one whose input half is done.
  ///   - gradient: `[tokens, hidden]`, of the stage's output; nil on the last stage and for the
  ///     weights alone.
  ///   - passes: Which halves.
  /// - Returns: The pass, of which nothing is played yet.
  /// - Throws: When the stage, the microbatch or the gradient is not as above.
  func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass

  /// Shape of what travels between stages: tokens of a microbatch, and hidden size.
  var boundaryShape: (rows: Int, columns: Int) { get }

  /// Where passes note that they wait for other ranks; nil where they never do.
  var wait: PassWait? { get }
}

extension StageWorker {
  public var wait: PassWait? { nil }
}
