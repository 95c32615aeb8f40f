import Quantities

extension Calibration {
  /// The calibration for people: parameters, summaries and each measurement beside its model, without
  /// a final line break.
  public var text: String {
    let models = summaries.map { section($0).joined(separator: "\n") }
    return (["Calibration of \(rows.name)"] + models).joined(separator: "\n\n")
  }

  private func section(_ summary: CalibrationSummary) -> [String] {
    let model = summary.model
    let title =
      "\(model): \(summary.rows) measurements, mean error \(percent(summary.meanError)), worst "
      + "\(percent(summary.worstError)) (\(summary.worstRow))"
    let fitted = parameters.filter { $0.model == model }.map {
      "  \($0.name): \(significant($0.value, digits: 4)) \($0.unit)"
    }
    return [title] + fitted + table(residuals.filter { $0.model == model })
  }

  private func table(_ residuals: [CalibrationResidual]) -> [String] {
    let header = ["row", "measured", "model", "error", "", "source"]
    let rows = residuals.map { residual in
      [
        residual.row, "\(significant(residual.measured, digits: 4)) \(residual.unit)",
        "\(significant(residual.predicted, digits: 4)) \(residual.unit)",
        percent(residual.error), residual.isFitted ? "" : "not fitted", residual.source,
      ]
    }
    let cells = [header] + rows
    let widths = header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        let isNumber = (1...3).contains(column)
        line += column == row.count - 1 ? cell : (isNumber ? padding + cell : cell + padding) + "  "
      }
      return line
    }
  }
}
