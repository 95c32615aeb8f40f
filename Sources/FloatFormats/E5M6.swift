/// Twelve bits: sign, 5 of exponent, 6 of significand; infinity and NaN.
///
/// The greatest number is 65,024, the least above zero 2⁻²⁰. DeepSeek-V3 keeps the
/// inputs of the linear layer behind attention in it. Its special values are not published; here they
/// are those of `E5M2` with more bits of significand.
///
/// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.3.
@frozen
public struct E5M6: FloatFormat {
  /// Below 4,096.
  public let bitPattern: UInt16

  // Computed, so that it is a constant wherever it is used.
  @inlinable static var layout: BitLayout {
    BitLayout(
      exponentBits: 5, significandBits: 6, greatest: 0x7BF, overflow: 0x7C0, nan: 0x7E0)
  }

  /// Takes the low twelve bits.
  @inlinable
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern & 0xFFF }

  @inlinable
  public init(_ value: Float, overflow: OverflowRule) {
    bitPattern = UInt16(truncatingIfNeeded: Self.layout.encode(value, overflow: overflow))
  }

  @inlinable
  public var float: Float { Self.layout.decode(UInt32(bitPattern)) }

  /// The number 65,024.
  @inlinable
  public static var greatestFiniteMagnitude: E5M6 { E5M6(bitPattern: 0x7BF) }
}
