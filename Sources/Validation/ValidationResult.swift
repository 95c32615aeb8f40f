public import RunConfigurations

/// A published number with ours beside it.
public struct ValidationResult: Hashable, Sendable {
  /// How our number does against what is stated about it.
  public enum Verdict: String, CaseIterable, Sendable {
    /// Within the error to get to.
    case withinGoal = "within goal"
    /// Within the error that was reached, though not the one to get to.
    case withinBound = "within bound"
    /// The error has grown: a failure.
    case pastBound = "past bound"
    /// Nothing is stated; the number is there to be read.
    case unbounded = "no bound"
  }

  public var quantity: PublishedQuantity
  /// In the unit of the published number.
  public var predicted: Double
  /// The interval that the true value should lie in; nil where no uncertainty is known.
  public var low: Double?
  public var high: Double?

  public init(
    _ quantity: PublishedQuantity, predicted: Double, low: Double? = nil, high: Double? = nil
  ) {
    self.quantity = quantity
    self.predicted = predicted
    self.low = low
    self.high = high
  }

  /// Prediction over publication, less 1.
  public var error: Double { predicted / quantity.value - 1 }

  public var verdict: Verdict {
    if let bound = quantity.bound, !(error.magnitude <= bound) { return .pastBound }
    if let goal = quantity.goal, error.magnitude <= goal { return .withinGoal }
    return quantity.bound == nil ? .unbounded : .withinBound
  }
}
