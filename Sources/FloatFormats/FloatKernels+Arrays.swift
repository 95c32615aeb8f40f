extension FloatKernels {
  /// Quantises a matrix into new arrays.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`
  ///   - tiling: The shape of the matrix and of its tiles.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Returns: Codes, and a scale for each tile; both transposed for groups of columns.
  /// - Throws: `QuantizationError` with code `shapeMismatch`, `nonFiniteValue` or `scaleOverflow`.
  static func quantize(
    _ values: Span<Float>, _ tiling: MatrixTiling, format: EightBitFormat, kind: ScaleKind
  ) throws(QuantizationError) -> (codes: [UInt8], scales: [Float]) {
    try tiling.shape.check(values: values.count)
    var codes = [UInt8](repeating: 0, count: tiling.shape.count)
    var scales = [Float](repeating: 0, count: tiling.tileCount)
    var codesSpan = codes.mutableSpan
    var scalesSpan = scales.mutableSpan
    let accepted = quantize(
      values, tiling, codes: &codesSpan, scales: &scalesSpan, format: format, kind: kind)
    guard accepted else { throw tiling.refusal(of: values, format: format, kind: kind) }
    return (codes, scales)
  }

  /// Decodes a whole matrix into a new array.
  static func decode(
    _ codes: [UInt8], scales: [Float], _ tiling: MatrixTiling, format: EightBitFormat
  ) -> [Float] {
    var values = [Float](repeating: 0, count: tiling.shape.count)
    var span = values.mutableSpan
    decode(
      codes.span, scales: scales.span, tiling, rows: 0..<tiling.shape.rows,
      columns: 0..<tiling.shape.columns, into: &span, format: format)
    return values
  }
}
