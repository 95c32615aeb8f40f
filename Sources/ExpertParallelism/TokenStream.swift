/// A synthetic stream of tokens, as the logits that a router would give for them.
///
/// A logit is the sum of how popular the expert is, how much the token's topic favours it, and noise of
/// the token's own. Popularity and favours are normal numbers that wander slowly with the training
/// steps. Tokens come in sequences; a sequence has a main topic, which half of its tokens have, and
/// ``sideTopics`` others. Main topics are dealt to sequences in turn, so that a batch has all of them
/// about equally often.
///
/// Everything is a function of (seed, step, token), so any process can make any slice of any batch.
/// With the defaults, ``Gate/deepSeekV3()`` and batches of 262,144 tokens, MaxVio is between 2 and 3
/// without balancing; a ``BiasBalancer`` with its default speed brings it to about 0.07 within 80
/// steps.
public struct TokenStream: Hashable, Sendable {
  /// Topics that a sequence has beside its main one.
  public static let sideTopics = 3

  public let experts: Int
  public let seed: UInt64
  /// Standard deviation of an expert's popularity, in logits.
  public var skew: Float = 0.1
  /// Standard deviation of how much a topic favours an expert, in logits.
  public var topicSkew: Float = 0.04
  /// Standard deviation of a token's own part, in logits.
  public var noise: Float = 0.4
  /// Steps in which popularity and favours become new ones altogether.
  public var driftSteps = 2000
  public let topics: Int
  /// Tokens of a sequence; the last one of a batch may be shorter.
  public let sequenceLength: Int

  /// - Parameters:
  ///   - experts: Routed experts.
  ///   - seed: Another seed is another stream.
  ///   - topics: Topics of the whole stream.
  ///   - sequenceLength: Tokens of a sequence.
  /// - Throws: `RoutingError` with code `notPositive` when a count is below 1.
  public init(
    experts: Int, seed: UInt64 = 1, topics: Int = 64, sequenceLength: Int = 4096
  ) throws(RoutingError) {
    guard experts > 0, topics > 0, sequenceLength > 0 else {
      throw RoutingError(
        code: .notPositive,
        detail: "\(experts) experts, \(topics) topics, sequences of \(sequenceLength) tokens; each "
          + "must be at least 1")
    }
    self.experts = experts
    self.seed = seed
    self.topics = topics
    self.sequenceLength = sequenceLength
  }

  /// Prepares the batch of one training step.
  ///
  /// - Parameters:
  ///   - step: At least 0.
  ///   - shift: `[experts]`, added to the logits of every token, as a router's own bias would be; empty
  ///     for none.
  /// - Returns: What gives the logits of any of the batch's tokens.
  /// - Throws: `RoutingError` when a deviation is negative or not finite (`negative`), when
  ///   ``driftSteps`` is below 1 (`notPositive`), or when there are not as many shifts as experts
  ///   (`shapeMismatch`).
  /// - Complexity: O(``topics`` · ``experts``)
  public func batch(step: Int, shift: [Float] = []) throws(RoutingError) -> TokenBatch {
    for (name, value) in [("skew", skew), ("topic skew", topicSkew), ("noise", noise)] {
      guard value >= 0, value.isFinite else {
        throw RoutingError(
          code: .negative, detail: "\(name) \(value); it must be finite and at least 0")
      }
    }
    guard driftSteps > 0, step >= 0 else {
      throw RoutingError(
        code: .notPositive,
        detail: "drift over \(driftSteps) steps, step \(step); accepted are at least 1 and 0")
    }
    guard shift.isEmpty || shift.count == experts else {
      throw RoutingError(
        code: .shapeMismatch, detail: "\(shift.count) shifts for \(experts) experts")
    }
    return TokenBatch(self, step: step, table: table(step: step, shift: shift))
  }

  /// `[topics, experts]`, row-major, what the tokens of a topic have in common.
  private func table(step: Int, shift: [Float]) -> [Float] {
    let family = SeededNumbers.mixed(seed ^ 0x706F_7075_6C61_7269)
    let common = (0..<experts).map { expert in
      (shift.isEmpty ? 0 : shift[expert]) + skew * wandering(family, expert, step: step)
    }
    var table = Array(repeating: Float(0), count: topics * experts)
    for topic in 0..<topics {
      let own = SeededNumbers.key(family ^ 0x746F_7069_6373_2121, topic)
      for expert in 0..<experts {
        table[topic * experts + expert] =
          common[expert] + topicSkew * wandering(own, expert, step: step)
      }
    }
    return table
  }

  /// A normal number that becomes another one every ``driftSteps`` steps, each expert at its own time.
  ///
  /// Between two of them it is a mixture of both that keeps the deviation.
  private func wandering(_ family: UInt64, _ expert: Int, step: Int) -> Float {
    let key = SeededNumbers.key(family, expert)
    let phase = Int(key % UInt64(driftSteps))
    let (knot, part) = (step + phase).quotientAndRemainder(dividingBy: driftSteps)
    let new = Float(part) / Float(driftSteps)
    let old = 1 - new
    let mixture =
      old * SeededNumbers.normal(SeededNumbers.key(key, knot))
      + new * SeededNumbers.normal(SeededNumbers.key(key, knot + 1))
    return mixture / (old * old + new * new).squareRoot()
  }
}
