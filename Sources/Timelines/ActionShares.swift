public import Quantities

/// The step of one GPU by the rows of the ISCA 2025 paper's Table 4 (arXiv:2505.09343).
///
/// The six parts add up to the step exactly. Waits for the pipeline inside a pair count as bubble.
public struct ActionShares: Hashable, Sendable {
  /// 1F: forwards outside pairs.
  public var forward = VirtualTime.zero
  /// 1B: full backwards and backwards for input, outside pairs.
  public var backward = VirtualTime.zero
  /// 1W: separate backwards for weight.
  public var weight = VirtualTime.zero
  /// 1F1B: overlapped pairs.
  public var pairs = VirtualTime.zero
  /// Bubble, exposed pipeline communication and expert waits outside actions.
  public var bubble = VirtualTime.zero
  /// opt.
  public var optimizer = VirtualTime.zero

  public init() {}

  public var total: VirtualTime { forward + backward + weight + pairs + bubble + optimizer }

  public static func + (a: ActionShares, b: ActionShares) -> ActionShares {
    var sum = a
    sum.forward += b.forward
    sum.backward += b.backward
    sum.weight += b.weight
    sum.pairs += b.pairs
    sum.bubble += b.bubble
    sum.optimizer += b.optimizer
    return sum
  }
}
