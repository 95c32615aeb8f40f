/// What is stated about the mean error of the numbers under one heading.
public struct MeanBound: Hashable, Sendable {
  /// As in ``PublishedQuantity/group``.
  public var group: String
  /// The mean relative error to get to; nil where none is stated.
  public var goal: Double?
  /// The mean relative error that was reached, past which it is a failure.
  public var bound: Double?

  public init(group: String, goal: Double?, bound: Double?) {
    self.group = group
    self.goal = goal
    self.bound = bound
  }
}
