import LinearAlgebra

/// Seeded numbers for property tests.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A matrix of uniform numbers whose rows have magnitudes from 2⁻⁸ to 2⁸.
  mutating func matrix(_ rows: Int, _ columns: Int) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      let magnitude = Float(
        sign: .plus, exponent: Int.random(in: -8...8, using: &self), significand: 1)
      for column in 0..<columns {
        matrix[row, column] = Float.random(in: -magnitude...magnitude, using: &self)
      }
    }
    return matrix
  }

  /// A size from those at which blocks of 128 begin and end.
  mutating func size() -> Int {
    [0, 1, 2, 31, 32, 33, 127, 128, 129, 200, 256, 300][Int.random(in: 0..<12, using: &self)]
  }
}
