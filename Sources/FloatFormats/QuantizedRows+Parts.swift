extension QuantizedRows {
  /// Puts codes and scales that came from elsewhere together.
  ///
  /// - Parameters:
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - codes: `[rows, columns]`, row-major.
  ///   - scales: `[rows, groups]`, row-major; positive normal numbers, whose product with the
  ///     format's greatest is finite.
  ///   - format: What the codes are.
  /// - Throws: `QuantizationError` with code `shapeMismatch` or `unusableScale`.
  /// - Complexity: O(`rows` · `groups`)
  public init(
    rows: Int, columns: Int, codes: [UInt8], scales: [Float], format: EightBitFormat = .e4m3
  ) throws(QuantizationError) {
    let tiling = MatrixTiling(rows: rows, columns: columns, tile: .rowGroup)
    try tiling.shape.check(values: codes.count)
    try tiling.check(scales: scales.count)
    try tiling.refuseUnusable(scales, format: format)
    self.init(
      rows: rows, columns: columns, format: format, checkedCodes: codes, checkedScales: scales)
  }

  /// Quantises into memory that the caller owns, without allocating.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major; rows follow from the count.
  ///   - columns: At least 1, or 0 where there are no values.
  ///   - codes: `[rows, columns]`, row-major; overwritten, with anything where an error is thrown.
  ///   - scales: `[rows, groups]`, row-major; overwritten likewise.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Throws: `QuantizationError` as the initialiser does.
  /// - Complexity: O(`values.count`)
  public static func quantize(
    _ values: Span<Float>, columns: Int, into codes: inout MutableSpan<UInt8>,
    scales: inout MutableSpan<Float>, format: EightBitFormat = .e4m3, kind: ScaleKind = .float
  ) throws(QuantizationError) {
    let rows = columns == 0 ? 0 : values.count / columns
    let tiling = MatrixTiling(rows: rows, columns: columns, tile: .rowGroup)
    try tiling.shape.check(values: values.count)
    try tiling.shape.check(values: codes.count)
    try tiling.check(scales: scales.count)
    let accepted = FloatKernels.quantize(
      values, tiling, codes: &codes, scales: &scales, format: format, kind: kind)
    guard accepted else { throw tiling.refusal(of: values, format: format, kind: kind) }
  }

  /// Decodes into memory that the caller owns, without allocating.
  ///
  /// - Parameters:
  ///   - codes: `[rows, columns]`, row-major; rows follow from the count.
  ///   - scales: `[rows, groups]`, row-major.
  ///   - columns: At least 1, or 0 where there are no codes.
  ///   - values: `[rows, columns]`, row-major; overwritten.
  ///   - format: What the codes are.
  /// - Throws: `QuantizationError` with code `shapeMismatch`.
  /// - Complexity: O(`codes.count`)
  public static func decode(
    _ codes: Span<UInt8>, scales: Span<Float>, columns: Int, into values: inout MutableSpan<Float>,
    format: EightBitFormat = .e4m3
  ) throws(QuantizationError) {
    let rows = columns == 0 ? 0 : codes.count / columns
    let tiling = MatrixTiling(rows: rows, columns: columns, tile: .rowGroup)
    try tiling.shape.check(values: codes.count)
    try tiling.shape.check(values: values.count)
    try tiling.check(scales: scales.count)
    FloatKernels.decode(
      codes, scales: scales, tiling, rows: 0..<rows, columns: 0..<columns, into: &values,
      format: format)
  }

  /// Decodes a part of the matrix: each code's number times its scale.
  ///
  /// - Parameters:
  ///   - rows: Which rows; inside the matrix.
  ///   - columns: Which columns; inside the matrix, cut anywhere.
  ///   - values: `[rows.count, columns.count]`, row-major; overwritten.
  /// - Complexity: O(`values.count`)
  public func decode(
    rows: Range<Int>, columns: Range<Int>, into values: inout MutableSpan<Float>
  ) {
    tiling.shape.check(rows: rows, columns: columns, places: values.count)
    FloatKernels.decode(
      codes.span, scales: scales.span, tiling, rows: rows, columns: columns, into: &values,
      format: format)
  }

  /// Decodes the matrix: `[rows, columns]`, row-major.
  ///
  /// - Complexity: O(`rows` · `columns`)
  public func decoded() -> [Float] {
    FloatKernels.decode(codes, scales: scales, tiling, format: format)
  }
}
