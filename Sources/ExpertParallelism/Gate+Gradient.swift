extension Gate {
  /// Carries a gradient from the scores back to the logits.
  ///
  /// - Parameters:
  ///   - scoreGradient: `[tokens, experts]`, row-major, with respect to every score.
  ///   - scores: `[tokens, experts]`, of ``scores(of:)``.
  /// - Returns: `[tokens, experts]`, with respect to every logit.
  /// - Throws: `RoutingError` with code `shapeMismatch` when the counts are not those of the same
  ///   whole tokens.
  /// - Complexity: O(tokens · experts)
  public func logitGradient(
    of scoreGradient: Span<Float>, scores: Span<Float>
  ) throws(RoutingError) -> [Float] {
    guard scores.count.isMultiple(of: experts), scoreGradient.count == scores.count else {
      throw RoutingError(
        code: .shapeMismatch,
        detail: "\(scoreGradient.count) gradients for \(scores.count) scores; \(experts) experts "
          + "need the same multiple of \(experts) of both")
    }
    var gradient = Array(repeating: Float(0), count: scores.count)
    for first in stride(from: 0, to: scores.count, by: experts) {
      let row = first..<first + experts
      switch scoring {
      case .sigmoid:
        for index in row {
          gradient[index] = scoreGradient[index] * scores[index] * (1 - scores[index])
        }
      case .softmax:
        let mean = row.reduce(Float(0)) { $0 + scoreGradient[$1] * scores[$1] }
        for index in row { gradient[index] = scores[index] * (scoreGradient[index] - mean) }
      }
    }
    return gradient
  }
}
