/// Bytes per second of a link or a memory, in one direction.
public struct Bandwidth: Hashable, Comparable, Sendable {
  public var bytesPerSecond: Double

  /// - Parameter bytesPerSecond: Finite and positive.
  public init(bytesPerSecond: Double) {
    precondition(
      bytesPerSecond > 0 && bytesPerSecond.isFinite, "a bandwidth of \(bytesPerSecond) B/s")
    self.bytesPerSecond = bytesPerSecond
  }

  public static func < (a: Bandwidth, b: Bandwidth) -> Bool { a.bytesPerSecond < b.bytesPerSecond }
  public static func * (a: Bandwidth, factor: Double) -> Bandwidth {
    Bandwidth(bytesPerSecond: a.bytesPerSecond * factor)
  }
}

extension Bandwidth: CustomStringConvertible {
  public var description: String {
    bytesPerSecond >= 1e12
      ? "\(significant(bytesPerSecond / 1e12, digits: 3)) TB/s"
      : "\(significant(bytesPerSecond / 1e9, digits: 3)) GB/s"
  }
}

/// Floating-point operations per second.
public struct ComputeRate: Hashable, Comparable, Sendable {
  public var flopsPerSecond: Double

  /// - Parameter flopsPerSecond: Finite and positive.
  public init(flopsPerSecond: Double) {
    precondition(
      flopsPerSecond > 0 && flopsPerSecond.isFinite, "a compute rate of \(flopsPerSecond) FLOP/s")
    self.flopsPerSecond = flopsPerSecond
  }

  public var teraflopsPerSecond: Double { flopsPerSecond / 1e12 }

  public static func < (a: ComputeRate, b: ComputeRate) -> Bool {
    a.flopsPerSecond < b.flopsPerSecond
  }
  public static func * (a: ComputeRate, factor: Double) -> ComputeRate {
    ComputeRate(flopsPerSecond: a.flopsPerSecond * factor)
  }
}

extension ComputeRate: CustomStringConvertible {
  public var description: String { "\(significant(teraflopsPerSecond, digits: 4)) TFLOP/s" }
}
