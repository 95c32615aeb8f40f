/// One measurement beside what the fitted model says.
public struct CalibrationResidual: Hashable, Sendable {
  /// The model that was fitted: `products initial`.
  public var model: String
  /// The measurement: `dense 4096 x 7168 x 2048`.
  public var row: String
  /// In `unit`, which is a time's unless it says otherwise.
  public var measured: Double
  public var predicted: Double
  public var unit: String
  /// Whether the row took part in the fit; the others are printed for reference.
  public var isFitted: Bool
  public var source: String

  public init(
    model: String, row: String, measured: Double, predicted: Double, unit: String, isFitted: Bool,
    source: String
  ) {
    self.model = model
    self.row = row
    self.measured = measured
    self.predicted = predicted
    self.unit = unit
    self.isFitted = isFitted
    self.source = source
  }

  /// Prediction over measurement, less 1.
  public var error: Double { predicted / measured - 1 }
}
