/// Eight bits of exponent and nothing else: the powers of two from 2⁻¹²⁷ to 2¹²⁷, and NaN.
///
/// There is neither zero nor sign: negative numbers become NaN. Of two powers as near, the greater is
/// taken, since the significand of the smaller is the odd one.
///
/// - Source: Open Compute Project, Microscaling Formats specification 1.0, section 5.4.1.
@frozen
public struct UE8M0: FloatFormat {
  public let bitPattern: UInt8

  @inlinable
  public init(bitPattern: UInt8) { self.bitPattern = bitPattern }

  /// Encodes a number; zero becomes the least power when saturating, else NaN.
  @inlinable
  public init(_ value: Float, overflow: OverflowRule) {
    let bits = value.bitPattern
    guard !value.isNaN, bits < 1 << 31 || value == 0, value != 0 || overflow == .saturate else {
      bitPattern = 0xFF
      return
    }
    // Below 2⁻¹²⁶ floats have no leading one, so half a step is elsewhere.
    let rounded =
      value < Float.leastNormalMagnitude
      ? (bits >= 0x60_0000 ? 1 : 0) : (bits + 0x40_0000) >> 23
    bitPattern = rounded < 0xFF ? UInt8(rounded) : overflow == .saturate ? 0xFE : 0xFF
  }

  @inlinable
  public var float: Float {
    switch bitPattern {
    case 0xFF: .nan
    case 0: Float(bitPattern: 0x40_0000)
    default: Float(bitPattern: UInt32(bitPattern) << 23)
    }
  }

  /// The number 2¹²⁷.
  @inlinable
  public static var greatestFiniteMagnitude: UE8M0 { UE8M0(bitPattern: 0xFE) }
}
