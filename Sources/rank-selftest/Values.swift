import MPIRuntime

/// Numbers that every rank can compute for every other: what the operations are checked against.
enum Values {
  /// A whole number from 0 to 99 that looks random.
  static func whole(_ rank: Int, _ index: Int) -> Int { Int(bits(rank, index) % 100) }

  /// A number from 0 to 1 that looks random.
  static func fraction(_ rank: Int, _ index: Int) -> Float {
    Float(bits(rank, index) >> 40) / Float(1 << 24)
  }

  /// 64 bits that look random.
  static func bits(_ rank: Int, _ index: Int) -> UInt64 {
    var bits = UInt64(truncatingIfNeeded: rank) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ UInt64(truncatingIfNeeded: index)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// `[count]`.
  static func row(_ rank: Int, _ count: Int) -> [Int] { (0..<count).map { whole(rank, $0) } }

  /// How many elements a rank has, some of them none.
  static func count(_ rank: Int, round: Int) -> Int { whole(rank, 1_000 + round) % 7 }
}

/// The element types, made from whole numbers that all of them hold exactly.
protocol SampleElement: MessageElement, Comparable, Numeric {
  init(_ whole: Int)
}

extension Int64: SampleElement {}
extension Int32: SampleElement {}
extension UInt8: SampleElement {}
extension Float: SampleElement {}
extension Double: SampleElement {}

/// One of each type.
let sampleTypes: [any SampleElement.Type] = [
  Int64.self, Int32.self, UInt8.self, Float.self, Double.self,
]
