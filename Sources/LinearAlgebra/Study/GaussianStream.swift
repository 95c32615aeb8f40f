internal import Glibc

/// Standard normal numbers, the same for the same seed.
///
/// - Source: Marsaglia and Bray 1964, doi:10.1137/1006063 (the polar method), on SplitMix64 (Steele,
///   Lea, Flood 2014, doi:10.1145/2714064.2660195).
struct GaussianStream {
  private var state: UInt64
  private var spare: Double?

  /// Starts a stream.
  ///
  /// - Parameters:
  ///   - seed: Of the whole study.
  ///   - stream: Streams of one seed do not overlap in practice.
  init(seed: UInt64, stream: UInt64) {
    state = seed
    for _ in 0..<2 { state = mixed() ^ (stream &* 0xD134_2543_DE82_EF95) }
  }

  mutating func next() -> Float {
    if let number = spare {
      spare = nil
      return Float(number)
    }
    while true {
      let (x, y) = (uniform(), uniform())
      let radius = x * x + y * y
      guard radius < 1, radius > 0 else { continue }
      let factor = (-2 * log(radius) / radius).squareRoot()
      spare = y * factor
      return Float(x * factor)
    }
  }

  /// Draws a matrix, row by row.
  mutating func matrix(rows: Int, columns: Int) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for place in matrix.values.indices { matrix.values[place] = next() }
    return matrix
  }

  /// Draws a number from -1 to 1.
  private mutating func uniform() -> Double {
    Double(Int64(bitPattern: mixed()) >> 11) * 0x1p-52
  }

  private mutating func mixed() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
