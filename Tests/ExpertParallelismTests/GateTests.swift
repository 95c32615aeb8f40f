import ExpertParallelism
import Testing

@Suite("Gate")
struct GateTests {
  @Test("is the definition on random shapes, ties included", arguments: 0..<200)
  func definition(seed: UInt64) throws {
    let random = try RandomGate(seed: seed)
    let gate = random.gate
    let routed = try gate.route(random.logits.span, bias: random.bias)
    let scores = try gate.scores(of: random.logits.span)
    #expect(routed.tokens == random.tokens && routed.selections == gate.selections)
    for token in 0..<random.tokens {
      let row = token * gate.experts..<(token + 1) * gate.experts
      let own = token * gate.selections..<(token + 1) * gate.selections
      let oracle = GateOracle(gate, scores: Array(scores[row]), bias: random.bias)
      #expect(routed.topK[own].map { Int($0) } == oracle.experts, "token \(token)")
      #expect(Array(routed.weights[own]) == oracle.weights, "token \(token)")
    }
  }

  @Test("opens no more groups than it may, and weighs distinct experts", arguments: 200..<300)
  func properties(seed: UInt64) throws {
    let random = try RandomGate(seed: seed)
    let gate = random.gate
    let routed = try gate.route(random.logits.span, bias: random.bias)
    for token in 0..<random.tokens {
      let own = token * gate.selections..<(token + 1) * gate.selections
      let experts = routed.topK[own].map { Int($0) }
      #expect(Set(experts).count == gate.selections)
      #expect(experts.allSatisfy { (0..<gate.experts).contains($0) })
      #expect(Set(experts.map { $0 / (gate.experts / gate.groups) }).count <= gate.keptGroups)
      if gate.normalises {
        let sum = routed.weights[own].reduce(0, +)
        #expect(abs(sum - gate.scale) < 1e-5 * gate.scale)
      }
    }
    #expect(
      routed.loads(experts: gate.experts).reduce(0, +) == random.tokens * gate.selections)
  }

  @Test("keeps an expert whose logit rises, and gives it no less weight", arguments: 300..<400)
  func monotone(seed: UInt64) throws {
    let random = try RandomGate(seed: seed)
    let gate = random.gate
    guard random.tokens > 0 else { return }
    let before = try gate.route(random.logits.span, bias: random.bias)
    var logits = random.logits
    for token in 0..<random.tokens {
      logits[token * gate.experts + Int(before.topK[token * gate.selections])] += 0.75
    }
    let after = try gate.route(logits.span, bias: random.bias)
    for token in 0..<random.tokens {
      let own = token * gate.selections..<(token + 1) * gate.selections
      let raised = before.topK[own.lowerBound]
      let place = try #require(after.topK[own].firstIndex(of: raised), "token \(token)")
      #expect(after.weights[place] >= before.weights[own.lowerBound] * (1 - 1e-6))
    }
  }

  @Test("uses the bias for the choice and not for the weight")
  func biasIsForTheChoice() throws {
    let gate = try Gate(experts: 4, selections: 2, scale: 2.5)
    let logits: [Float] = [0, 0, 0, 0]
    let routed = try gate.route(logits.span, bias: [0, 0, 0.5, 0.25])
    #expect(routed.topK == [2, 3] && routed.weights == [1.25, 1.25])
  }

  @Test("takes the lowest index of equals, of groups and of experts")
  func ties() throws {
    let gate = try Gate(experts: 8, groups: 4, keptGroups: 2, selections: 3)
    let logits = [Float](repeating: 1, count: 8)
    #expect(try gate.route(logits.span).topK == [0, 1, 2])
    #expect(try gate.route(logits.span, bias: Array(repeating: -2, count: 8)).topK == [0, 1, 2])
  }

  @Test("scores a group by its two greatest with a bias, by its greatest without")
  func groupScores() throws {
    let gate = try Gate(experts: 4, groups: 2, keptGroups: 1, selections: 1)
    let logits: [Float] = [3, -3, 2, 2]
    #expect(try gate.route(logits.span).topK == [0])
    #expect(try gate.route(logits.span, bias: [0, 0, 0, 0]).topK == [2])
  }

  @Test("takes -0 and 0 as equal once a bias is added")
  func zeros() throws {
    let gate = try Gate(experts: 2, selections: 1)
    let logits: [Float] = [0, 0]
    #expect(try gate.route(logits.span, bias: [-0.5, -0.5]).topK == [0])
    #expect(try gate.route(logits.span, bias: [-0.5, -0.25]).topK == [1])
  }

  @Test("of DeepSeek-V3 reaches 4 of 8 groups with 8 of 256 experts, weights add up to 2.5")
  func deepSeekV3() throws {
    let gate = try Gate.deepSeekV3()
    var random = SplitMix(seed: 1)
    let logits = (0..<64 * 256).map { _ in Float.random(in: -1...1, using: &random) }
    let routed = try gate.route(logits.span, bias: Array(repeating: 0, count: 256))
    for token in 0..<64 {
      let own = token * 8..<token * 8 + 8
      #expect(Set(routed.topK[own].map { $0 / 32 }).count <= 4)
      #expect(abs(routed.weights[own].reduce(0, +) - 2.5) < 1e-5)
    }
  }
}
