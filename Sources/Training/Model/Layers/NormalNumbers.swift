/// Seeded numbers with mean 0 and deviation 1, the same on every machine.
///
/// Each is the sum of four even numbers of 16 bits: close to normal and never beyond 3.5.
struct NormalNumbers {
  private var state: UInt64

  init(key: UInt64) { state = key }

  /// A key for the numbers of a name.
  ///
  /// - Source: Fowler, Noll and Vo, the hash FNV-1a of 64 bits.
  static func key(of name: String, seed: UInt64) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return mixed(hash ^ mixed(seed &+ 0x9E37_79B9_7F4A_7C15))
  }

  mutating func next() -> Float {
    state &+= 0x9E37_79B9_7F4A_7C15
    let bits = Self.mixed(state)
    let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    // Four numbers from 0 to 65,535: the mean is 131,070, the variance (2³² - 1) / 3.
    return (Float(sum) - 131_070) * (1 / 37_837.22)
  }

  /// - Source: Steele, Lea and Flood 2014, the finaliser of SplitMix64.
  static func mixed(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
