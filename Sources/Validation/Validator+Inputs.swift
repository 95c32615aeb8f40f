import CostModels
import RunConfigurations
import Simulation

extension Validator {
  /// The measurements that a scenario's cost models are fitted to, beside the fitted models.
  ///
  /// Measurements that took no part in a fit are left out.
  ///
  /// - Parameter name: Of a file in `scenarios`, without the ending.
  /// - Returns: Model by model in the order of the calibration's tables; empty for a GPU without any.
  /// - Throws: `ConfigurationError` or `ModelError` for a file.
  public func inputs(ofScenarioNamed name: String) throws -> [ValidationResult] {
    let residuals = try scenario(named: name).calibration?.residuals ?? []
    return residuals.filter(\.isFitted).map { residual in
      ValidationResult(
        PublishedQuantity(
          group: "Input rows; \(residual.model)", name: residual.row, value: residual.measured,
          unit: residual.unit, decimals: Self.decimals(of: residual.measured), kind: .input,
          grade: .calibrated, source: residual.source),
        predicted: residual.predicted)
    }
  }

  /// As many digits behind the point as give four in all.
  private static func decimals(of value: Double) -> Int {
    var (decimals, rest) = (3, value.magnitude)
    while rest >= 10, decimals > 0 {
      rest /= 10
      decimals -= 1
    }
    return decimals
  }
}
