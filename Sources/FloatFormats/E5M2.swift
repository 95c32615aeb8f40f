/// Eight bits: sign, 5 of exponent, 2 of significand; infinity and NaN.
///
/// The greatest number is 57,344, the least above zero 2⁻¹⁶.
///
/// - Source: Micikevicius et al. 2022, arXiv:2209.05433, table 1.
@frozen
public struct E5M2: FloatFormat {
  public let bitPattern: UInt8

  // Computed, so that it is a constant wherever it is used.
  @inlinable static var layout: BitLayout {
    BitLayout(
      exponentBits: 5, significandBits: 2, greatest: 0x7B, overflow: 0x7C, nan: 0x7E)
  }

  @inlinable
  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  @inlinable
  public init(_ value: Float, overflow: OverflowRule) {
    bitPattern = UInt8(truncatingIfNeeded: Self.layout.encode(value, overflow: overflow))
  }

  @inlinable
  public var float: Float { Self.layout.decode(UInt32(bitPattern)) }

  /// The number 57,344.
  @inlinable
  public static var greatestFiniteMagnitude: E5M2 { E5M2(bitPattern: 0x7B) }
}
