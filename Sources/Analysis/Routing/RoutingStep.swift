/// How even one step of a ``RoutingStudy`` was.
public struct RoutingStep: Hashable, Sendable {
  /// From 0.
  public let number: Int
  /// MaxVio of the experts over the whole batch of the step.
  public let maxVio: Double
  /// The same of the GPUs.
  public let gpuMaxVio: Double
  /// The same of the nodes.
  public let nodeMaxVio: Double
  /// Distinct nodes of a token's experts on average, its own node included.
  public let nodesPerToken: Double
  /// MaxVio of the experts for the same tokens without any balancing; nil where it was not tried.
  public let unbalancedMaxVio: Double?
}
