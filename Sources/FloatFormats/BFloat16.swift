/// The upper half of a `Float`: sign, 8 bits of exponent, 7 of significand; infinity and NaN.
///
/// - Source: Kalamkar et al. 2019, arXiv:1905.12322, section 3.
@frozen
public struct BFloat16: FloatFormat {
  public let bitPattern: UInt16

  // Computed, so that it is a constant wherever it is used.
  @inlinable static var layout: BitLayout {
    BitLayout(
      exponentBits: 8, significandBits: 7, greatest: 0x7F7F, overflow: 0x7F80, nan: 0x7FC0)
  }

  @inlinable
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  @inlinable
  public init(_ value: Float, overflow: OverflowRule) {
    bitPattern = UInt16(truncatingIfNeeded: Self.layout.encode(value, overflow: overflow))
  }

  @inlinable
  public var float: Float { Float(bitPattern: UInt32(bitPattern) << 16) }

  /// The number 1.9921875 · 2¹²⁷.
  @inlinable
  public static var greatestFiniteMagnitude: BFloat16 { BFloat16(bitPattern: 0x7F7F) }
}
