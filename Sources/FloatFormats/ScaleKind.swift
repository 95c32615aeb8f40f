/// Which scales are allowed: a number is its code's number times the scale of its tile.
public enum ScaleKind: Hashable, Sendable, CaseIterable {
  /// The largest magnitude over the format's greatest number.
  case float
  /// The least power of two that is not below that quotient.
  case powerOfTwo

  /// Tiles whose largest magnitude is below this are scaled as if it were this.
  ///
  /// - Source: deepseek-ai/DeepSeek-V3, inference/kernel.py, `act_quant`.
  public static let leastMagnitude: Float = 1e-4

  /// Tiles of magnitudes up to this, 1.75 · 2¹²⁷, have a scale of either kind in either format.
  public static let greatestMagnitude: Float = 0x1.Cp127

  /// The scale of a tile.
  ///
  /// - Parameters:
  ///   - magnitude: The largest in the tile; finite.
  ///   - format: What the codes are.
  /// - Returns: A positive number whose product with the format's greatest is finite; nil where there
  ///   is none, which only happens above ``greatestMagnitude``.
  @inlinable
  public func scale(forMagnitude magnitude: Float, format: EightBitFormat) -> Float? {
    let greatest = format.greatestFiniteMagnitude
    let quotient = max(magnitude, ScaleKind.leastMagnitude) / greatest
    let scale =
      switch self {
      case .float: quotient
      case .powerOfTwo: Float(bitPattern: (quotient.bitPattern + 0x7F_FFFF) & 0x7F80_0000)
      }
    return (scale * greatest).isFinite ? scale : nil
  }
}
