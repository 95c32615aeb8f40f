/// Random numbers that are a function of keys and not of an order, so that any process can draw any
/// of them.
enum SeededNumbers {
  /// Mixes a key well, by the finaliser of SplitMix64.
  ///
  /// - Source: Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195.
  static func mixed(_ key: UInt64) -> UInt64 {
    var bits = key
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// The key of one member of a family of keys.
  static func key(_ family: UInt64, _ member: Int) -> UInt64 {
    mixed(family &+ UInt64(bitPattern: Int64(member)) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number that is as good as standard normal, within 3.5 of 0.
  ///
  /// The sum of four uniform 16-bit numbers, exact in single precision before it is scaled.
  static func normal(_ key: UInt64) -> Float {
    let sum = (key & 0xFFFF) + (key >> 16 & 0xFFFF) + (key >> 32 & 0xFFFF) + (key >> 48)
    return (Float(sum) - 131_070) / 37837.227
  }
}
