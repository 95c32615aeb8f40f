/// A point in, or a span of, simulated time: a whole number of picoseconds.
///
/// Integers make sums exact and independent of their order, so that the parts of a step add up to
/// the step. `Int64` holds 106 days.
@frozen
public struct VirtualTime: Hashable, Comparable, AdditiveArithmetic, Sendable {
  public var picoseconds: Int64

  @inlinable
  public init(picoseconds: Int64) { self.picoseconds = picoseconds }

  /// Rounds to the nearest picosecond, ties away from zero.
  ///
  /// - Parameter seconds: Finite and below 9.2 million in magnitude.
  public init(seconds: Double) {
    precondition(
      seconds.isFinite && abs(seconds) < 9.2e6, "\(seconds) s does not fit a virtual time")
    picoseconds = Int64((seconds * 1e12).rounded())
  }

  public static let zero = VirtualTime(picoseconds: 0)

  public var seconds: Double { Double(picoseconds) / 1e12 }

  @inlinable
  public static func < (a: VirtualTime, b: VirtualTime) -> Bool { a.picoseconds < b.picoseconds }
  @inlinable
  public static func + (a: VirtualTime, b: VirtualTime) -> VirtualTime {
    VirtualTime(picoseconds: a.picoseconds + b.picoseconds)
  }
  @inlinable
  public static func - (a: VirtualTime, b: VirtualTime) -> VirtualTime {
    VirtualTime(picoseconds: a.picoseconds - b.picoseconds)
  }

  /// This span `count` times.
  @inlinable
  public static func * (a: VirtualTime, count: Int) -> VirtualTime {
    VirtualTime(picoseconds: a.picoseconds * Int64(count))
  }

  /// The share that this span is of `whole`; 0 of an empty whole.
  public func fraction(of whole: VirtualTime) -> Double {
    whole == .zero ? 0 : Double(picoseconds) / Double(whole.picoseconds)
  }
}

extension VirtualTime: CustomStringConvertible {
  /// Four significant digits with the unit that fits: `19.93 s`, `129.0 ms`, `2.364 ms`, `850 ps`.
  public var description: String {
    let magnitude = abs(Double(picoseconds))
    for (scale, unit) in [(1e12, "s"), (1e9, "ms"), (1e6, "us"), (1e3, "ns")]
    where magnitude >= scale {
      return "\(significant(Double(picoseconds) / scale, digits: 4)) \(unit)"
    }
    return picoseconds == 0 ? "0 s" : "\(picoseconds) ps"
  }
}
