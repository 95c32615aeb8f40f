public import Quantities

extension Calibration {
  /// The calibration for other programs: parameters and measurements in their own units, errors as
  /// shares.
  public var json: JSONText {
    [
      "format": 1,
      "name": .string(rows.name),
      "streamingMultiprocessors": .integer(rows.multiprocessors),
      "parameters": .array(
        parameters.map {
          [
            "model": .string($0.model), "name": .string($0.name), "value": .number($0.value),
            "unit": .string($0.unit),
          ]
        }),
      "summaries": .array(
        summaries.map {
          [
            "model": .string($0.model), "rows": .integer($0.rows),
            "meanError": .number($0.meanError), "worstError": .number($0.worstError),
            "worstRow": .string($0.worstRow),
          ]
        }),
      "residuals": .array(
        residuals.map {
          [
            "model": .string($0.model), "row": .string($0.row),
            "measured": .number($0.measured), "predicted": .number($0.predicted),
            "unit": .string($0.unit), "error": .number($0.error), "fitted": .bool($0.isFitted),
            "source": .string($0.source),
          ]
        }),
    ]
  }
}
