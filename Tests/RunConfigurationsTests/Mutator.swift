/// Spoils inputs at random, the same way in every run.
struct Mutator {
  /// What readers of YAML and JSON trip over.
  private static let tokens = [
    "&a ", "*a", "!!set ", "<<: ", "? ", "- ", ": ", "{", "}", "[", "]", "\"", "'", "|", ">-", "#",
    "---\n", "\n", "\t", "\r", "\0", "\u{FEFF}", "\u{2028}", "%YAML 9.9\n", "\\", "\\uD800", "~",
    "null", "true", "yes", ".inf", ".nan", "NaN", "-1", "0", "1e400", "-1e-400", "0x10", "010",
    "1_000", "99999999999999999999", "9223372036854775807", "1e18", "0.5", "14.8T", "GB/s",
    "1e308 TB/s", "0 B", "csv:", "../", "/dev/zero", "data: 1048576", "full", "balanced",
  ].map { Array($0.utf8) }

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(state: seed) }

  /// One to six changes of a byte, a range, or a token.
  mutating func mutated(_ seed: [UInt8]) -> [UInt8] {
    var bytes = seed
    for _ in 0..<(1 + random.next(below: 6)) {
      let start = random.next(below: bytes.count + 1)
      let range = start..<min(bytes.count, start + random.next(below: 12))
      switch random.next(below: 6) {
      case 0 where start < bytes.count: bytes[start] = UInt8(random.next(below: 256))
      case 1: bytes.removeSubrange(range)
      case 2: bytes.insert(contentsOf: bytes[range], at: random.next(below: bytes.count + 1))
      case 3: bytes.removeSubrange(start...)
      default:
        bytes.replaceSubrange(range, with: Self.tokens[random.next(below: Self.tokens.count)])
      }
    }
    return bytes
  }
}

/// Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
private struct SplitMix64 {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
