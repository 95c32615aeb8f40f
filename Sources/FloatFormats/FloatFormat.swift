/// A number stored in few bits, to and from `Float`.
///
/// Encoding rounds to the nearest number of the format and, of two that are as near, to the one with
/// the even significand. NaN becomes the format's NaN of the same sign, without its payload. Every
/// number of these formats is a `Float`, so decoding is exact.
public protocol FloatFormat: Hashable, Sendable, BitwiseCopyable {
  associatedtype BitPattern: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// The bits as they are stored, sign first.
  var bitPattern: BitPattern { get }

  init(bitPattern: BitPattern)

  /// Encodes a number.
  ///
  /// - Parameters:
  ///   - value: Any number, infinity and NaN included.
  ///   - overflow: What becomes of numbers beyond ``greatestFiniteMagnitude``.
  init(_ value: Float, overflow: OverflowRule)

  /// The number, exactly.
  var float: Float { get }

  static var greatestFiniteMagnitude: Self { get }
}

extension FloatFormat {
  /// Encodes a number; what is too large becomes ``greatestFiniteMagnitude`` with its sign.
  @inlinable
  public init(_ value: Float) { self.init(value, overflow: .saturate) }
}
