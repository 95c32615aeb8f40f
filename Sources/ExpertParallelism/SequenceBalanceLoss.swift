/// The auxiliary loss that keeps the experts of one sequence in balance.
///
/// With N experts, T tokens and k selections a token it is `alpha` times the sum over experts of
/// f · P. An expert's f is N / (k T) times the tokens that have it among their k greatest scores; its P
/// is the mean over tokens of its share in the token's scores. An even sequence has the loss `alpha`.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.1.2, equations 17 to 20.
public struct SequenceBalanceLoss: Hashable, Sendable {
  /// DeepSeek-V3's factor.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 4.2.
  public static let deepSeekV3Alpha = 0.0001

  public let experts: Int
  public let alpha: Double

  /// - Parameters:
  ///   - experts: Routed experts.
  ///   - alpha: Finite; the weight of this loss beside the model's.
  /// - Throws: `RoutingError` when there is no expert (`notPositive`) or when `alpha` is below 0 or
  ///   not finite (`negative`).
  public init(experts: Int, alpha: Double = deepSeekV3Alpha) throws(RoutingError) {
    guard experts > 0 else {
      throw RoutingError(code: .notPositive, detail: "\(experts) experts; at least 1 is needed")
    }
    guard alpha >= 0, alpha.isFinite else {
      throw RoutingError(
        code: .negative, detail: "alpha \(alpha); it must be finite and at least 0")
    }
    self.experts = experts
    self.alpha = alpha
  }

  /// The loss of one sequence.
  ///
  /// - Parameters:
  ///   - scores: `[tokens, experts]`, row-major, not negative, with a positive sum for each token.
  ///   - topK: `[tokens, k]`, row-major, each token's experts with the greatest scores: what a gate
  ///     without groups and biases selects.
  /// - Returns: 0 where there are no tokens.
  /// - Throws: `RoutingError` when the counts are not those of the same tokens (`shapeMismatch`) or an
  ///   id is not an expert's (`expertOutOfRange`).
  /// - Complexity: O(tokens · experts)
  public func value(scores: Span<Float>, topK: [Int32]) throws(RoutingError) -> Double {
    let frequencies = try frequencies(scores: scores, topK: topK)
    let tokens = scores.count / experts
    var value = 0.0
    for token in 0..<tokens {
      value += weightedShare(scores, token, frequencies).mean
    }
    return tokens == 0 ? 0 : alpha * value / Double(tokens)
  }

  /// The derivative of ``value(scores:topK:)`` with respect to every score.
  ///
  /// The frequencies f count selections, which have no derivative.
  ///
  /// - Parameters:
  ///   - scores: `[tokens, experts]`, as for the value.
  ///   - topK: `[tokens, k]`, as for the value.
  /// - Returns: `[tokens, experts]`, row-major.
  /// - Throws: `RoutingError`, as the value does.
  /// - Complexity: O(tokens · experts)
  public func gradient(scores: Span<Float>, topK: [Int32]) throws(RoutingError) -> [Float] {
    let frequencies = try frequencies(scores: scores, topK: topK)
    var gradient = Array(repeating: Float(0), count: scores.count)
    let tokens = scores.count / experts
    for token in 0..<tokens {
      let (mean, sum) = weightedShare(scores, token, frequencies)
      let factor = alpha / (Double(tokens) * sum)
      for expert in 0..<experts {
        gradient[token * experts + expert] = Float(factor * (frequencies[expert] - mean))
      }
    }
    return gradient
  }

  /// The mean of the frequencies by the shares of one token's scores, and the sum of the scores.
  private func weightedShare(
    _ scores: Span<Float>, _ token: Int, _ frequencies: [Double]
  ) -> (mean: Double, sum: Double) {
    var (weighted, sum) = (0.0, 0.0)
    for expert in 0..<experts {
      let score = Double(scores[token * experts + expert])
      weighted += score * frequencies[expert]
      sum += score
    }
    return (weighted / sum, sum)
  }

  /// Every expert's f.
  private func frequencies(
    scores: Span<Float>, topK: [Int32]
  ) throws(RoutingError) -> [Double] {
    let tokens = scores.count / experts
    guard scores.count == tokens * experts, tokens == 0 ? topK.isEmpty : !topK.isEmpty,
      tokens == 0 || topK.count.isMultiple(of: tokens)
    else {
      throw RoutingError(
        code: .shapeMismatch,
        detail: "\(scores.count) scores and \(topK.count) top-k ids; \(experts) experts need "
          + "\(experts) scores and the same number of ids for every token")
    }
    var counts = Array(repeating: 0, count: experts)
    for (index, id) in topK.enumerated() {
      guard (0..<experts).contains(Int(id)) else {
        let selections = topK.count / tokens
        throw RoutingError(
          code: .expertOutOfRange,
          detail: "token \(index / selections), slot \(index % selections): expert \(id); "
            + "accepted are 0 to \(experts - 1)")
      }
      counts[Int(id)] += 1
    }
    return counts.map { Double($0 * experts) / Double(max(1, topK.count)) }
  }
}
