/// A quantity that is written as a number with a unit.
public protocol UnitParsing {
  /// Accepted units and what each multiplies the number by.
  static var units: [(name: String, factor: Double)] { get }
  /// - Parameter value: In the base unit (factor 1).
  init?(baseValue value: Double)
}

extension UnitParsing {
  /// Reads `160 GB/s`, `3.7us` or `84943110144 B`; `nil` when the number or the unit is not one.
  public init?(_ text: String) {
    let compact = text.filter { !$0.isWhitespace && $0 != "_" }
    for (name, factor) in Self.units.sorted(by: { $0.name.utf8.count > $1.name.utf8.count })
    where compact.hasSuffix(name) {
      let digits = compact.dropLast(name.count)
      guard digits.last?.isNumber == true || digits.last == ".", !digits.contains("x"),
        let number = Double(digits), (number * factor).isFinite
      else { continue }
      self.init(baseValue: number * factor)
      return
    }
    return nil
  }

  /// The accepted units for an error message: `B, KB, KiB, …`.
  public static var unitNames: String { units.map(\.name).joined(separator: ", ") }
}

extension VirtualTime: UnitParsing {
  public static var units: [(name: String, factor: Double)] {
    [("s", 1), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("ps", 1e-12)]
  }
  public init?(baseValue value: Double) {
    guard value.magnitude < 9e6 else { return nil }
    self.init(seconds: value)
  }
}

extension Bytes: UnitParsing {
  public static var units: [(name: String, factor: Double)] {
    [
      ("B", 1), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
      ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
    ]
  }
  public init?(baseValue value: Double) {
    guard value.magnitude < 9e18 else { return nil }
    self.init(Int64(value.rounded()))
  }
}

extension Bandwidth: UnitParsing {
  public static var units: [(name: String, factor: Double)] {
    [
      ("B/s", 1), ("MB/s", 1e6), ("GB/s", 1e9), ("TB/s", 1e12), ("Gb/s", 1.25e8),
      ("Tb/s", 1.25e11),
    ]
  }
  public init?(baseValue value: Double) {
    guard value > 0 else { return nil }
    self.init(bytesPerSecond: value)
  }
}

extension ComputeRate: UnitParsing {
  public static var units: [(name: String, factor: Double)] {
    [("FLOP/s", 1), ("GFLOP/s", 1e9), ("TFLOP/s", 1e12), ("PFLOP/s", 1e15)]
  }
  public init?(baseValue value: Double) {
    guard value > 0 else { return nil }
    self.init(flopsPerSecond: value)
  }
}

/// Reads a count with a magnitude: `14.8T`, `469B`, `15360`, `2.664M`; `nil` when it is not one.
public func parseCount(_ text: String) -> Double? {
  let compact = text.filter { !$0.isWhitespace && $0 != "_" && $0 != "," }
  let magnitudes: [Character: Double] = ["K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12]
  guard let last = compact.last else { return nil }
  let (digits, factor) =
    magnitudes[last].map { (compact.dropLast(), $0) } ?? (compact[...], 1)
  guard digits.last?.isNumber == true, !digits.contains("x"), let number = Double(digits),
    (number * factor).isFinite
  else { return nil }
  return number * factor
}
