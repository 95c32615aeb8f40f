/// A made-up matrix, the same on every run.
struct SampleMatrix: CustomStringConvertible, Sendable {
  let rows: Int
  let columns: Int
  /// `[rows, columns]`, row-major.
  var values: [Float]

  /// Draws numbers whose magnitudes spread over many powers of two, some of them zero; every fifth row
  /// is zero, and every seventh far smaller than the least magnitude that scales are made for.
  init(rows: Int, columns: Int, seed: UInt64 = 1) {
    self.rows = rows
    self.columns = columns
    var generator = SeededGenerator(state: seed)
    values = (0..<rows * columns).map { place in
      let row = place / max(columns, 1)
      let bits = generator.next()
      guard row % 5 != 4, bits & 15 != 0 else { return bits & 16 == 0 ? 0 : -0.0 }
      // Few bits of significand, so that many numbers lie in the middle between two codes.
      let significand = UInt32((bits >> 8) & (bits & 16 == 0 ? 0x78_0000 : 0x7F_FFFF))
      let exponent = (row % 7 == 6 ? 90 : 127) + UInt32((bits >> 40) % 14)
      let sign = UInt32(truncatingIfNeeded: bits >> 63) << 31
      return Float(bitPattern: sign | exponent << 23 | significand)
    }
  }

  var description: String { "\(rows) x \(columns)" }

  /// Shapes that 128, 64 and 16 divide and do not divide, and empty ones.
  static let shapes: [SampleMatrix] = [
    (0, 0), (0, 5), (5, 0), (1, 1), (1, 127), (3, 128), (2, 129), (7, 300), (127, 16), (128, 64),
    (129, 65), (256, 128), (130, 200), (20, 2_048), (1, 2_600), (300, 17),
  ].map { SampleMatrix(rows: $0.0, columns: $0.1) }
}

/// Random numbers that are the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
