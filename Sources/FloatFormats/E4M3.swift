/// Eight bits: sign, 4 of exponent, 3 of significand; NaN but no infinity.
///
/// The greatest number is 448, the least above zero 2⁻⁹.
///
/// - Source: Micikevicius et al. 2022, arXiv:2209.05433, table 1.
@frozen
public struct E4M3: FloatFormat {
  public let bitPattern: UInt8

  // Computed, so that it is a constant wherever it is used.
  @inlinable static var layout: BitLayout {
    BitLayout(
      exponentBits: 4, significandBits: 3, greatest: 0x7E, overflow: 0x7F, nan: 0x7F)
  }

  @inlinable
  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  @inlinable
  public init(_ value: Float, overflow: OverflowRule) {
    bitPattern = UInt8(truncatingIfNeeded: Self.layout.encode(value, overflow: overflow))
  }

  @inlinable
  public var float: Float { Self.layout.decode(UInt32(bitPattern)) }

  /// The number 448.
  @inlinable
  public static var greatestFiniteMagnitude: E4M3 { E4M3(bitPattern: 0x7E) }
}
