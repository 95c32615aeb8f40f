public import Quantities

/// Whether DeepSeek-V3 fits its GPUs, with the published recomputation and without.
public struct MemoryFinding: Hashable, Sendable {
  public var capacity: Bytes
  /// On the fullest rank.
  public var withRecomputation: Bytes
  public var without: Bytes
}
