/// A matrix in eight-bit codes with one scale for all of it.
public struct QuantizedTensor: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  public let format: EightBitFormat
  /// `[rows, columns]`, row-major: bit patterns of `format`.
  public let codes: [UInt8]
  public let scale: Float
  /// The largest magnitude among the numbers that were quantised.
  public let magnitude: Float

  /// Quantises a matrix by a given scale; magnitudes beyond the scale's reach are cut down to it.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major.
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - scale: A positive normal number; its product with the format's greatest is finite.
  ///   - format: What the codes are.
  /// - Throws: `QuantizationError` with code `shapeMismatch` when the counts disagree,
  ///   `nonFiniteValue` naming the first row and column that is not finite, `unusableScale`
  ///   when the scale is not as above.
  /// - Complexity: O(`rows` · `columns`)
  public init(
    _ values: Span<Float>, rows: Int, columns: Int, scale: Float, format: EightBitFormat = .e4m3
  ) throws(QuantizationError) {
    let shape = MatrixShape(rows: rows, columns: columns)
    try shape.check(values: values.count)
    guard format.takes(scale: scale) else {
      throw QuantizationError(
        code: .unusableScale, detail: "scale \(scale); \(format.acceptedScales) are accepted")
    }
    var codes = [UInt8](repeating: 0, count: values.count)
    var span = codes.mutableSpan
    magnitude = format.encode(values, scale: scale, into: &span)
    if !magnitude.isFinite, let error = shape.nonFiniteValue(in: values) { throw error }
    self.codes = codes
    (self.rows, self.columns, self.format, self.scale) = (rows, columns, format, scale)
  }

  /// Decodes the matrix: `[rows, columns]`, row-major.
  ///
  /// - Complexity: O(`rows` · `columns`)
  public func decoded() -> [Float] {
    var values = [Float](repeating: 0, count: codes.count)
    var span = values.mutableSpan
    format.decode(codes.span, scale: scale, into: &span)
    return values
  }
}

extension EightBitFormat {
  /// Whether numbers can be divided by a scale, and all codes multiplied by it.
  func takes(scale: Float) -> Bool {
    scale.isNormal && scale > 0 && (scale * greatestFiniteMagnitude).isFinite
  }

  /// The scales that are taken, as errors say it.
  var acceptedScales: String {
    "positive normal numbers up to \(Float.greatestFiniteMagnitude / greatestFiniteMagnitude)"
  }
}
