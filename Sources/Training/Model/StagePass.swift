public import LinearAlgebra

/// One microbatch on its way through one stage, forward or backward.
///
/// It is played in segments. Where a segment ends, the exchange with the experts' ranks is under way,
/// so that segments of another pass can be computed meanwhile.
public protocol StagePass: AnyObject {
  /// Plays the next segment.
  ///
  /// - Returns: False when the pass is done.
  /// - Throws: What the computation or the exchange throws; the pass cannot be continued then.
  func advance() throws -> Bool

  /// What the next stage (forward) or the previous one (backward) gets, `[tokens, hidden]`; nil where
  /// nothing is passed on, and until it is there. It may be there before the pass is done.
  var output: Matrix? { get }
}
