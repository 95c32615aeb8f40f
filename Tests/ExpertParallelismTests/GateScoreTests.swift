import ExpertParallelism
import Foundation
import Testing

@Suite("Gate scores")
struct GateScoreTests {
  private static let logits: [Float] =
    stride(from: -87, through: 87, by: 0.37).map { Float($0) } + [0, -0.0, 1e-8, -1e-8, 87, -87]

  @Test("are the sigmoid of each logit, to 4e-7 of it")
  func sigmoid() throws {
    let gate = try Gate(experts: Self.logits.count, selections: 1)
    let scores = try gate.scores(of: Self.logits.span)
    for (logit, score) in zip(Self.logits, scores) {
      let exact = 1 / (1 + exp(-Double(logit)))
      #expect(abs(Double(score) - exact) <= 4e-7 * exact, "\(logit)")
    }
  }

  @Test("are the softmax over each token, to 4e-6 of it", arguments: [1, 5, 16, 33, 256])
  func softmax(experts: Int) throws {
    let gate = try Gate(experts: experts, selections: 1, scoring: .softmax)
    var random = SplitMix(seed: 7)
    let logits = (0..<3 * experts).map { _ in Float.random(in: -20...20, using: &random) }
    let scores = try gate.scores(of: logits.span)
    for token in 0..<3 {
      let row = token * experts..<(token + 1) * experts
      let sum = logits[row].reduce(0) { $0 + exp(Double($1)) }
      for index in row {
        let exact = exp(Double(logits[index])) / sum
        #expect(abs(Double(scores[index]) - exact) <= 4e-6 * exact)
      }
    }
  }

  @Test("stay positive and finite far from 0", arguments: Gate.Scoring.allCases)
  func extremes(scoring: Gate.Scoring) throws {
    let gate = try Gate(experts: 4, selections: 2, scoring: scoring)
    let logits: [Float] = [-3e38, 3e38, -200, 200]
    let scores = try gate.scores(of: logits.span)
    #expect(scores.allSatisfy { $0 > 0 && $0 <= 1 })
    let routed = try gate.route(logits.span)
    #expect(routed.weights.allSatisfy { $0.isFinite })
  }
}
