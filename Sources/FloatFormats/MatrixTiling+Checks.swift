extension MatrixTiling {
  /// Checks how many scales were given.
  ///
  /// - Throws: `QuantizationError` with code `shapeMismatch` when there is not one for each tile.
  func check(scales given: Int) throws(QuantizationError) {
    guard given == tileCount else {
      throw QuantizationError(
        code: .shapeMismatch,
        detail: "\(given) scales for \(shape.rows) rows of \(shape.columns); \(tilesDown) times "
          + "\(tilesAcross), one for each tile of \(tileRows) x \(tileColumns), are accepted")
    }
  }

  /// Checks that numbers can be divided by every scale, and all codes multiplied by it.
  ///
  /// - Throws: `QuantizationError` with code `unusableScale` naming the first tile.
  func refuseUnusable(_ scales: [Float], format: EightBitFormat) throws(QuantizationError) {
    for (tile, scale) in scales.enumerated() where !format.takes(scale: scale) {
      throw QuantizationError(
        code: .unusableScale,
        detail: "scale \(tile / tilesAcross), \(tile % tilesAcross) is \(scale); "
          + "\(format.acceptedScales) are accepted")
    }
  }

  /// Why a matrix cannot be quantised: a number that is not finite, else a tile whose scale overflows.
  ///
  /// - Complexity: O(`rows` · `columns`)
  func refusal(
    of values: Span<Float>, format: EightBitFormat, kind: ScaleKind
  ) -> QuantizationError {
    if let error = shape.nonFiniteValue(in: values) { return error }
    for tile in 0..<tileCount {
      let magnitude = magnitude(of: values, tile: tile)
      guard kind.scale(forMagnitude: magnitude, format: format) == nil else { continue }
      let (rows, columns) = (rows(ofTile: tile), columns(ofTile: tile))
      return QuantizationError(
        code: .scaleOverflow,
        detail: "rows \(rows.lowerBound)..<\(rows.upperBound), columns "
          + "\(columns.lowerBound)..<\(columns.upperBound) reach \(magnitude): "
          + "\(format.greatestFiniteMagnitude) times their scale would be infinite; "
          + "magnitudes up to \(ScaleKind.greatestMagnitude) are accepted")
    }
    preconditionFailure("a kernel refused \(shape.rows) x \(shape.columns) numbers for no reason")
  }
}
