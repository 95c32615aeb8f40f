/// The token sequences that pass through the model together.
public struct Microbatch: Hashable, Sendable {
  public let sequences: Int
  /// Tokens of a sequence that the model reads; one more is there, which it only predicts.
  public let length: Int
  /// `[sequences, length + 1]`, row-major.
  public let tokens: [Int32]

  /// Puts sequences together.
  ///
  /// - Parameters:
  ///   - sequences: At least 1.
  ///   - length: At least 1.
  ///   - tokens: `[sequences, length + 1]`, row-major; every id below the vocabulary's size.
  /// - Throws: `TrainingError` with code `shapesDisagree` when the counts are not as above.
  public init(sequences: Int, length: Int, tokens: [Int32]) throws(TrainingError) {
    let (count, overflows) = sequences.multipliedReportingOverflow(by: length + 1)
    guard sequences > 0, length > 0, !overflows, tokens.count == count else {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "\(tokens.count) tokens for \(sequences) sequences of \(length) and one more each")
    }
    self.sequences = sequences
    self.length = length
    self.tokens = tokens
  }

  /// Tokens that the model reads.
  public var tokenCount: Int { sequences * length }

  /// The tokens at some distance behind those that the model reads.
  ///
  /// - Parameter distance: 0 for the read tokens themselves, 1 for what the model predicts.
  /// - Returns: `[sequences · length]`, -1 where a sequence has no such token.
  func shifted(by distance: Int) -> [Int32] {
    var shifted = [Int32](repeating: -1, count: tokenCount)
    for sequence in 0..<sequences {
      for position in 0..<max(0, min(length, length + 1 - distance)) {
        shifted[sequence * length + position] =
          tokens[sequence * (length + 1) + position + distance]
      }
    }
    return shifted
  }
}
