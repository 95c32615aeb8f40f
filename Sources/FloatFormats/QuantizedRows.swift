/// A matrix in eight-bit codes with one scale for 128 consecutive numbers of a row ("1 x 128").
///
/// A number is its code's number times its group's scale. Where 128 does not divide the columns, the
/// last group of each row is shorter.
///
/// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2.
public struct QuantizedRows: Hashable, Sendable {
  /// Numbers that share a scale.
  public static let groupLength = 128

  public let rows: Int
  public let columns: Int
  public let format: EightBitFormat
  /// `[rows, columns]`, row-major: bit patterns of `format`.
  public internal(set) var codes: [UInt8]
  /// `[rows, groups]`, row-major; positive.
  public internal(set) var scales: [Float]

  /// Scales in a row: the columns over 128, rounded up.
  public var groups: Int { tiling.tilesAcross }

  var tiling: MatrixTiling { MatrixTiling(rows: rows, columns: columns, tile: .rowGroup) }

  /// Quantises a matrix.
  ///
  /// The scale is the group's largest magnitude, at least 10⁻⁴, over the format's greatest number; the
  /// number times the scale's reciprocal is rounded to the nearest code.
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
  /// - Source: deepseek-ai/DeepSeek-V3, inference/kernel.py, `act_quant`.
  public init(
    _ values: Span<Float>, rows: Int, columns: Int, format: EightBitFormat = .e4m3,
    scales kind: ScaleKind = .float
  ) throws(QuantizationError) {
    let tiling = MatrixTiling(rows: rows, columns: columns, tile: .rowGroup)
    let result = try FloatKernels.quantize(values, tiling, format: format, kind: kind)
    self.init(
      rows: rows, columns: columns, format: format, checkedCodes: result.codes,
      checkedScales: result.scales)
  }

  /// Quantises the transpose of a matrix: groups are 128 consecutive rows of one column of `values`.
  ///
  /// Weight gradients sum over tokens, so both their operands are grouped along the token axis.
  ///
  /// - Parameters:
  ///   - values: `[tokens, channels]`, row-major.
  ///   - tokens: At least 0; the columns of the result.
  ///   - channels: At least 0; the rows of the result.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Throws: `QuantizationError` as for a matrix that is not transposed; rows and columns named are
  ///   those of `values`.
  /// - Complexity: O(`tokens` · `channels`)
  public init(
    transposing values: Span<Float>, tokens: Int, channels: Int, format: EightBitFormat = .e4m3,
    scales kind: ScaleKind = .float
  ) throws(QuantizationError) {
    let tiling = MatrixTiling(rows: tokens, columns: channels, tile: .columnGroup)
    let result = try FloatKernels.quantize(values, tiling, format: format, kind: kind)
    self.init(
      rows: channels, columns: tokens, format: format, checkedCodes: result.codes,
      checkedScales: result.scales)
  }

  init(
    rows: Int, columns: Int, format: EightBitFormat, checkedCodes: [UInt8], checkedScales: [Float]
  ) {
    self.rows = rows
    self.columns = columns
    self.format = format
    codes = checkedCodes
    scales = checkedScales
  }
}
