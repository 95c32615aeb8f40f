/// Seeded random numbers, the same on every machine and with every compiler.
///
/// - Source: Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195 (SplitMix64).
struct SeededStream {
  private var state: UInt64

  /// The numbers of one member of a family.
  init(seed: UInt64, member: UInt64) {
    state = NormalNumbers.mixed(NormalNumbers.mixed(seed &+ Self.step) ^ member &* Self.step)
  }

  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next() -> UInt64 {
    state &+= Self.step
    return NormalNumbers.mixed(state)
  }

  /// A whole number from 0 to below a bound, each as likely but for one part in 2⁶⁴ / `bound`.
  mutating func next(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
