public import Quantities

/// What follows the last backward of a step, for each GPU of one pipeline rank.
public struct StepEndCosts: Hashable, Sendable {
  public var reduceScatter: VirtualTime
  /// Sum of the tied embedding's gradients over the two ranks that keep a copy; 0 elsewhere.
  public var embeddingAllReduce: VirtualTime
  public var optimizer: VirtualTime
  public var allGather: VirtualTime

  public init(
    reduceScatter: VirtualTime, embeddingAllReduce: VirtualTime, optimizer: VirtualTime,
    allGather: VirtualTime
  ) {
    self.reduceScatter = reduceScatter
    self.embeddingAllReduce = embeddingAllReduce
    self.optimizer = optimizer
    self.allGather = allGather
  }

  public var total: VirtualTime { reduceScatter + embeddingAllReduce + optimizer + allGather }
}
