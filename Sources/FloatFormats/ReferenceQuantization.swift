/// Scales and encodes by definition, tile by tile: the oracle of the fast kernels.
struct ReferenceQuantization {
  /// `[rows, columns]`, row-major.
  private(set) var codes: [UInt8]
  /// `[tilesDown, tilesAcross]`, row-major.
  private(set) var scales: [Float]

  /// Quantises a matrix.
  ///
  /// A number is multiplied by the reciprocal of its tile's scale, not divided by the scale.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major.
  ///   - tiling: The shape of the matrix and of its tiles.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Throws: `QuantizationError` with code `shapeMismatch`, `nonFiniteValue` naming the first row and
  ///   column, or `scaleOverflow` naming the first tile.
  /// - Complexity: O(`rows` · `columns`)
  init(
    _ values: Span<Float>, tiling: MatrixTiling, format: EightBitFormat, scales kind: ScaleKind
  ) throws(QuantizationError) {
    try tiling.check(values: values.count)
    try tiling.refuseNonFinite(values)
    codes = [UInt8](repeating: 0, count: tiling.count)
    scales = []
    for tile in 0..<tiling.tileCount {
      let magnitude = tiling.magnitude(of: values, tile: tile)
      guard let scale = kind.scale(forMagnitude: magnitude, format: format) else {
        throw tiling.scaleOverflow(of: values, tile: tile, format: format)
      }
      for row in tiling.rowsOfTile(tile) {
        for column in tiling.columnsOfTile(tile) {
          let place = row * tiling.columns + column
          codes[place] = format.encode(values[place] * (1 / scale))
        }
      }
      scales.append(scale)
    }
  }
}
