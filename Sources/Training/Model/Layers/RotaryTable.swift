internal import Glibc

/// By what angles the pairs of a position's rotated elements turn.
///
/// Pair i at position p turns by p · θ^(-i / pairs).
///
/// - Source: Su et al. 2021, arXiv:2104.09864; DeepSeek-V3, inference/model.py,
///   `precompute_freqs_cis`.
struct RotaryTable: Hashable, Sendable {
  let pairs: Int
  /// Positions, from 0 on; a row beyond starts again.
  let length: Int
  /// `[length, pairs]`
  let cosines: [Float]
  /// `[length, pairs]`
  let sines: [Float]

  /// - Parameters:
  ///   - pairs: At least 0.
  ///   - positions: Those that have rows.
  ///   - theta: The base of the angles.
  init(pairs: Int, positions: Range<Int>, theta: Double) {
    self.pairs = pairs
    length = positions.count
    var (cosines, sines): ([Float], [Float]) = ([], [])
    cosines.reserveCapacity(length * pairs)
    sines.reserveCapacity(length * pairs)
    for position in positions {
      for pair in 0..<pairs {
        let angle = Double(position) * pow(theta, -Double(pair) / Double(pairs))
        cosines.append(Float(cos(angle)))
        sines.append(Float(sin(angle)))
      }
    }
    self.cosines = cosines
    self.sines = sines
  }
}
