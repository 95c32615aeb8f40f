/// An amount of memory or of data on a wire.
@frozen
public struct Bytes: Hashable, Comparable, AdditiveArithmetic, Sendable {
  public var count: Int64

  @inlinable
  public init(_ count: Int64) { self.count = count }

  /// Rounds a computed size up to whole bytes.
  ///
  /// - Parameter count: Finite, not negative, below 9e18.
  public init(roundingUp count: Double) {
    precondition(count >= 0 && count < 9e18, "\(count) bytes")
    self.count = Int64(count.rounded(.up))
  }

  public static let zero = Bytes(0)

  @inlinable
  public static func < (a: Bytes, b: Bytes) -> Bool { a.count < b.count }
  @inlinable
  public static func + (a: Bytes, b: Bytes) -> Bytes { Bytes(a.count + b.count) }
  @inlinable
  public static func - (a: Bytes, b: Bytes) -> Bytes { Bytes(a.count - b.count) }
  @inlinable
  public static func * (a: Bytes, factor: Int) -> Bytes { Bytes(a.count * Int64(factor)) }

  /// How long this amount takes at a rate, latency not counted.
  public func duration(at rate: Bandwidth) -> VirtualTime {
    VirtualTime(seconds: Double(count) / rate.bytesPerSecond)
  }

  /// In units of 1,073,741,824 bytes, as accelerators count their memory.
  public var gibibytes: Double { Double(count) / 1_073_741_824 }
}

extension Bytes: CustomStringConvertible {
  /// Three significant digits with a binary unit: `64.2 GiB`.
  public var description: String {
    let magnitude = Double(count.magnitude)
    for (scale, unit) in [(1_099_511_627_776.0, "TiB"), (1_073_741_824, "GiB"), (1_048_576, "MiB")]
    where magnitude >= scale {
      return "\(significant(Double(count) / scale, digits: 3)) \(unit)"
    }
    return magnitude >= 1024 ? "\(significant(Double(count) / 1024, digits: 3)) KiB" : "\(count) B"
  }
}
