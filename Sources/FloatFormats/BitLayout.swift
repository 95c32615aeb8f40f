/// A format of a sign, an exponent and a significand, as numbers that encoding and decoding need.
///
/// Patterns here are without the sign, in the low bits.
@usableFromInline @frozen
struct BitLayout: Sendable {
  @usableFromInline let exponentBits: UInt32
  /// Without the leading one that is not stored.
  @usableFromInline let significandBits: UInt32
  @usableFromInline let bias: UInt32
  @usableFromInline let greatest: UInt32
  /// The pattern of infinity, or of NaN where the format has no infinity.
  @usableFromInline let overflow: UInt32
  @usableFromInline let nan: UInt32

  @inlinable
  init(
    exponentBits: UInt32, significandBits: UInt32, greatest: UInt32, overflow: UInt32, nan: UInt32
  ) {
    self.exponentBits = exponentBits
    self.significandBits = significandBits
    self.bias = (1 << (exponentBits - 1)) - 1
    self.greatest = greatest
    self.overflow = overflow
    self.nan = nan
  }

  /// The pattern of the number nearest to `value`, sign included.
  @inlinable
  func encode(_ value: Float, overflow rule: OverflowRule) -> UInt32 {
    let sign = (value.bitPattern >> 31) << (exponentBits + significandBits)
    guard !value.isNaN else { return sign | nan }
    let rounded = roundedPattern(of: value.magnitude)
    guard rounded > greatest else { return sign | rounded }
    return sign | (rule == .saturate ? greatest : overflow)
  }

  /// The nearest pattern as if exponents had no upper end.
  @inlinable
  func roundedPattern(of magnitude: Float) -> UInt32 {
    let bits = magnitude.bitPattern
    let lost = 23 - significandBits
    guard bits >= (128 - bias) << 23 else {
      // Added to a number whose last place is the format's least step, a smaller one is rounded to a
      // multiple of that step by the addition itself.
      let aligned = Float(bitPattern: (151 - bias - significandBits) << 23)
      return (magnitude + aligned).bitPattern - aligned.bitPattern
    }
    let odd = (bits >> lost) & 1
    let rounded = (bits + (1 << (lost - 1)) - 1 + odd) >> lost
    return rounded - ((127 - bias) << significandBits)
  }

  /// The number of a pattern, whose sign is included.
  @inlinable
  func decode(_ pattern: UInt32) -> Float {
    let magnitude = pattern & ((1 << (exponentBits + significandBits)) - 1)
    let sign = (pattern ^ magnitude) << (31 - exponentBits - significandBits)
    let lost = 23 - significandBits
    let least = Float(bitPattern: (128 - bias) << 23)
    let number: Float =
      if magnitude > greatest {
        magnitude == overflow && overflow != nan ? .infinity : .nan
      } else if magnitude >> significandBits == 0, bias < 127 {
        // A leading one is put before the significand, and its worth taken away again.
        Float(bitPattern: (magnitude << lost) + ((128 - bias) << 23)) - least
      } else {
        Float(bitPattern: (magnitude << lost) + ((127 - bias) << 23))
      }
    return Float(bitPattern: number.bitPattern | sign)
  }
}
