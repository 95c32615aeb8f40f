import ExpertParallelism
import Testing

@Suite("Sequence-wise balance loss")
struct SequenceBalanceLossTests {
  @Test("is alpha for an even sequence, alpha times N / k where all go to the same k")
  func extremes() throws {
    let loss = try SequenceBalanceLoss(experts: 4, alpha: 0.5)
    let even = [Float](repeating: 0.3, count: 16)
    let least = try loss.value(scores: even.span, topK: [0, 1, 2, 3, 0, 1, 2, 3])
    #expect(abs(least - 0.5) < 1e-12)
    let crowded: [Float] = [1, 1, 0, 0, 1, 1, 0, 0]
    let greatest = try loss.value(scores: crowded.span, topK: [0, 1, 0, 1])
    #expect(abs(greatest - 1) < 1e-12)
    #expect(try loss.value(scores: [Float]().span, topK: []) == 0)
  }

  @Test("has the gradient that differences of its value show", arguments: 0..<20)
  func differences(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (tokens, experts) = (5, 7)
    let loss = try SequenceBalanceLoss(experts: experts, alpha: 1)
    let scores = (0..<tokens * experts).map { _ in Float.random(in: 0.1...1, using: &random) }
    let topK = (0..<tokens).flatMap { _ in
      (0..<Int32(experts)).shuffled(using: &random).prefix(2)
    }
    let gradient = try loss.gradient(scores: scores.span, topK: topK)
    for index in scores.indices {
      var (above, below) = (scores, scores)
      above[index] += 1.0 / 64
      below[index] -= 1.0 / 64
      let greater = try loss.value(scores: above.span, topK: topK)
      let smaller = try loss.value(scores: below.span, topK: topK)
      let difference = (greater - smaller) / Double(above[index] - below[index])
      #expect(abs(Double(gradient[index]) - difference) < 2e-4)
    }
    #expect(gradient.contains { abs($0) > 1e-3 })
  }

  @Test("reaches the logits through the scores", arguments: Gate.Scoring.allCases)
  func logits(scoring: Gate.Scoring) throws {
    var random = SplitMix(seed: 9)
    let gate = try Gate(experts: 6, selections: 2, scoring: scoring)
    let loss = try SequenceBalanceLoss(experts: 6, alpha: 1)
    let logits = (0..<4 * 6).map { _ in Float.random(in: -1...1, using: &random) }
    let topK = try gate.route(logits.span).topK
    let scores = try gate.scores(of: logits.span)
    let scoreGradient = try loss.gradient(scores: scores.span, topK: topK)
    let gradient = try gate.logitGradient(of: scoreGradient.span, scores: scores.span)
    for index in logits.indices {
      var (above, below) = (logits, logits)
      above[index] += 1.0 / 64
      below[index] -= 1.0 / 64
      let (greater, smaller) = (
        try gate.scores(of: above.span), try gate.scores(of: below.span)
      )
      let difference =
        try loss.value(scores: greater.span, topK: topK)
        - loss.value(scores: smaller.span, topK: topK)
      #expect(abs(Double(gradient[index]) - difference * 32) < 2e-4)
    }
    let short = Array(scores.prefix(6))
    #expect(throws: RoutingError.self) {
      try gate.logitGradient(of: short.span, scores: scores.span)
    }
  }

  @Test("refuses counts and ids that do not fit")
  func errors() throws {
    let loss = try SequenceBalanceLoss(experts: 4)
    let scores = [Float](repeating: 1, count: 8)
    #expect(
      throws: RoutingError(
        code: .shapeMismatch,
        detail: "8 scores and 3 top-k ids; 4 experts need 4 scores and the same number of ids for "
          + "every token")
    ) { try loss.value(scores: scores.span, topK: [0, 1, 2]) }
    #expect(
      throws: RoutingError(
        code: .expertOutOfRange, detail: "token 1, slot 0: expert 4; accepted are 0 to 3")
    ) { try loss.gradient(scores: scores.span, topK: [0, 1, 4, 0]) }
    #expect(throws: RoutingError.self) { try SequenceBalanceLoss(experts: 4, alpha: -1) }
    #expect(throws: RoutingError.self) { try SequenceBalanceLoss(experts: 0) }
  }
}
