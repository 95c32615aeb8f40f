/// One number that a fit found.
public struct CalibrationParameter: Hashable, Sendable {
  /// The model that it belongs to: `products initial`.
  public var model: String
  public var name: String
  public var value: Double
  public var unit: String

  public init(model: String, name: String, value: Double, unit: String) {
    self.model = model
    self.name = name
    self.value = value
    self.unit = unit
  }
}
