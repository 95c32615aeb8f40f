/// Cost models fitted to the kernels and links of one GPU model.
///
/// The fit is deterministic and takes milliseconds, so that it is made anew wherever rows are read.
public struct Calibration: Hashable, Sendable {
  public let rows: CalibrationRows
  /// Nil without measurements of expert all-to-alls.
  public let exchanges: ExchangeModel?
  /// All numbers that the fits found, model by model.
  public let parameters: [CalibrationParameter]
  /// All measurements beside the models, in the order of the rows.
  public let residuals: [CalibrationResidual]

  /// Fits all models that there are rows for.
  ///
  /// - Throws: `CostError` with code `outOfRange` when there are too few rows for a model.
  public init(fitting rows: CalibrationRows) throws(CostError) {
    self.rows = rows
    exchanges =
      if let exchangeRows = rows.exchanges { try ExchangeModel(fitting: exchangeRows) } else { nil }
    parameters = exchanges?.parameters ?? []
    residuals = exchanges?.residuals ?? []
  }
}
