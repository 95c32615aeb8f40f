/// A matrix in eight-bit codes with one scale for each block of 128 x 128; blocks at the edges may be
/// smaller.
///
/// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2.
public struct QuantizedBlocks: Hashable, Sendable {
  /// Rows and columns that share a scale.
  public static let side = 128

  public let rows: Int
  public let columns: Int
  public let format: EightBitFormat
  /// `[rows, columns]`, row-major: bit patterns of `format`.
  public internal(set) var codes: [UInt8]
  /// `[blocksDown, blocksAcross]`, row-major; positive.
  public internal(set) var scales: [Float]

  /// The rows over 128, rounded up.
  public var blocksDown: Int { tiling.tilesDown }
  /// The columns over 128, rounded up.
  public var blocksAcross: Int { tiling.tilesAcross }

  private var tiling: MatrixTiling { MatrixTiling(rows: rows, columns: columns, tile: .block) }

  /// Quantises a matrix; scales and rounding are those of ``QuantizedRows``.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major.
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Throws: `QuantizationError` with code `shapeMismatch` when the counts disagree,
  ///   `nonFiniteValue` naming the first row and column that is not finite, `scaleOverflow` when a
  ///   number is too large for its scale.
  /// - Complexity: O(`rows` · `columns`)
  public init(
    _ values: Span<Float>, rows: Int, columns: Int, format: EightBitFormat = .e4m3,
    scales kind: ScaleKind = .float
  ) throws(QuantizationError) {
    let tiling = MatrixTiling(rows: rows, columns: columns, tile: .block)
    let result = try FloatKernels.quantize(values, tiling, format: format, kind: kind)
    (self.rows, self.columns, self.format) = (rows, columns, format)
    (codes, scales) = (result.codes, result.scales)
  }

  /// Decodes a part of the matrix: each code's number times its scale.
  ///
  /// - Parameters:
  ///   - rows: Which rows; inside the matrix, cut anywhere.
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
