public import Quantities

/// The three queues of a GPU; each runs one operator at a time.
public enum GPUStream: String, CaseIterable, Sendable {
  case compute
  /// Expert all-to-alls.
  case expert
  /// Pipeline sends.
  case transfer
}

/// One operator that ran on the chosen replica.
public struct TimelineEvent: Hashable, Sendable {
  /// Pipeline rank.
  public var rank: Int32
  /// Index into the rank's program; of a send, the slot that made the data.
  public var slot: Int32
  public var stream: GPUStream
  /// Index into ``Timeline/labels``, such as `attention F` or `dispatch`.
  public var label: Int32
  /// Of the action that it belongs to; in a pair that of the operator's own direction.
  public var stage: Int32
  public var microbatch: Int32
  public var start: VirtualTime
  public var end: VirtualTime

  public init(
    rank: Int32, slot: Int32, stream: GPUStream, label: Int32, stage: Int32, microbatch: Int32,
    start: VirtualTime, end: VirtualTime
  ) {
    self.rank = rank
    self.slot = slot
    self.stream = stream
    self.label = label
    self.stage = stage
    self.microbatch = microbatch
    self.start = start
    self.end = end
  }
}
