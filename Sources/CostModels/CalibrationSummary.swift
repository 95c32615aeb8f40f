/// How well one fitted model meets the measurements that it was fitted to.
public struct CalibrationSummary: Hashable, Sendable {
  public var model: String
  /// Measurements that took part in the fit.
  public var rows: Int
  /// Mean and greatest of the absolute relative errors.
  public var meanError: Double
  public var worstError: Double
  public var worstRow: String
}

extension Calibration {
  /// One summary a model, in the order of the residuals.
  public var summaries: [CalibrationSummary] {
    var models: [String] = []
    for residual in residuals where !models.contains(residual.model) {
      models.append(residual.model)
    }
    return models.compactMap { model in
      let fitted = residuals.filter { $0.model == model && $0.isFitted }
      guard let worst = fitted.max(by: { abs($0.error) < abs($1.error) }) else { return nil }
      return CalibrationSummary(
        model: model, rows: fitted.count,
        meanError: fitted.reduce(0) { $0 + abs($1.error) } / Double(fitted.count),
        worstError: abs(worst.error), worstRow: worst.row)
    }
  }
}
