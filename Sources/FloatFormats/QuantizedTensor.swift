/// A matrix in eight-bit codes with one scale for all of it.
public struct QuantizedTensor: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  public let format: EightBitFormat
  /// `[rows, columns]`, row-major: bit patterns of `format`.
  public let codes: [UInt8]
  public let scale: Float

  /// Quantises a matrix by a given scale; magnitudes beyond the scale's reach are cut down to it.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major.
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - scale: A positive normal number; its product with the format's greatest is finite.
  ///   - format: What the codes are.
  /// - Throws: `QuantizationError` with code `shapeMismatch` when the counts disagree,
  ///   `nonFiniteValue` naming the first row and column that is not finite, `unusableScale` or
  ///   `scaleOverflow` when the scale is not as above.
  /// - Complexity: O(`rows` · `columns`)
  public init(
    _ values: Span<Float>, rows: Int, columns: Int, scale: Float, format: EightBitFormat = .e4m3
  ) throws(QuantizationError) {
    let tiling = MatrixTiling.whole(rows: rows, columns: columns)
    try tiling.check(values: values.count)
    try tiling.refuseUnusable([scale])
    guard (scale * format.greatestFiniteMagnitude).isFinite else {
      throw QuantizationError(
        code: .scaleOverflow,
        detail: "\(format.greatestFiniteMagnitude) times the scale \(scale) is infinite; scales up "
          + "to \(Float.greatestFiniteMagnitude / format.greatestFiniteMagnitude) are accepted")
    }
    try tiling.refuseNonFinite(values)
    codes = values.indices.map { format.encode(values[$0] * (1 / scale)) }
    (self.rows, self.columns, self.format, self.scale) = (rows, columns, format, scale)
  }

  /// Decodes the matrix: `[rows, columns]`, row-major.
  ///
  /// - Complexity: O(`rows` · `columns`)
  public func decoded() -> [Float] { codes.map { format.decode($0) * scale } }
}
