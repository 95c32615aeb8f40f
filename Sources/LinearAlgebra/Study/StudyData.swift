/// What the left factor of a study's products looks like; the right one is always Gaussian.
public enum StudyData: String, CaseIterable, Hashable, Sendable {
  /// Independent standard normal numbers.
  case gaussian = "Gaussian"
  /// Gaussian, but in every 16th row one channel of 512 is 100,000 times larger.
  ///
  /// - Source: Sun et al. 2024, arXiv:2402.17762: few activations, in fixed channels of few tokens, are
  ///   up to 100,000 times larger than the others.
  case outlierChannels = "outlier channels"

  static let rowsPerOutlier = 16
  static let channelsPerOutlier = 512
  static let outlierFactor: Float = 100_000

  /// Draws a left factor, `[rows, depth]`.
  func matrix(rows: Int, depth: Int, from stream: inout GaussianStream) -> Matrix {
    var matrix = stream.matrix(rows: rows, columns: depth)
    guard self == .outlierChannels else { return matrix }
    for row in stride(from: 0, to: rows, by: Self.rowsPerOutlier) {
      for channel in stride(from: 77 % depth, to: depth, by: Self.channelsPerOutlier) {
        matrix[row, channel] *= Self.outlierFactor
      }
    }
    return matrix
  }
}
