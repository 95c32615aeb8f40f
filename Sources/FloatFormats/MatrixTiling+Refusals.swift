extension MatrixTiling {
  /// The largest magnitude of a tile of finite numbers.
  func magnitude(of values: Span<Float>, tile: Int) -> Float {
    var magnitude: Float = 0
    for row in rowsOfTile(tile) {
      for column in columnsOfTile(tile) {
        magnitude = max(magnitude, values[row * columns + column].magnitude)
      }
    }
    return magnitude
  }

  /// Looks at every number, row by row.
  ///
  /// - Throws: `QuantizationError` with code `nonFiniteValue` for the first one that is not finite.
  func refuseNonFinite(_ values: Span<Float>) throws(QuantizationError) {
    for place in values.indices where !values[place].isFinite {
      throw QuantizationError(
        code: .nonFiniteValue,
        detail: "row \(place / columns), column \(place % columns) is \(values[place]); "
          + "finite numbers are accepted")
    }
  }

  func scaleOverflow(
    of values: Span<Float>, tile: Int, format: EightBitFormat
  ) -> QuantizationError {
    let (rows, columns) = (rowsOfTile(tile), columnsOfTile(tile))
    return QuantizationError(
      code: .scaleOverflow,
      detail: "rows \(rows.lowerBound)..<\(rows.upperBound), columns "
        + "\(columns.lowerBound)..<\(columns.upperBound) reach \(magnitude(of: values, tile: tile)): "
        + "\(format.greatestFiniteMagnitude) times their scale would be infinite; "
        + "magnitudes up to \(1.75 * 0x1p127 as Float) are accepted")
  }
}
