import ExpertParallelism
import Testing

@Suite("Gate errors")
struct GateErrorTests {
  @Test(
    "name token and expert of a score that is not finite",
    arguments: [Float.nan, -.nan, .infinity, -.infinity], Gate.Scoring.allCases)
  func notFinite(value: Float, scoring: Gate.Scoring) throws {
    let gate = try Gate(experts: 6, groups: 3, keptGroups: 2, selections: 2, scoring: scoring)
    var logits = [Float](repeating: 0.5, count: 12 * 6)
    logits[9 * 6 + 4] = value
    logits[11 * 6] = .nan
    let error = RoutingError(
      code: .notFinite, detail: "token 9, expert 4: score \(value); it must be finite")
    #expect(throws: error) { try gate.route(logits.span) }
    #expect(throws: error) { try gate.scores(of: logits.span) }
  }

  @Test("name the expert of a bias that is not finite")
  func bias() throws {
    let gate = try Gate(experts: 2, selections: 1)
    let logits: [Float] = [0, 0]
    let error = RoutingError(
      code: .notFinite, detail: "expert 1: bias nan; it must be finite")
    #expect(throws: error) { try gate.route(logits.span, bias: [0, .nan]) }
  }

  @Test("give the counts that do not fit")
  func shapes() throws {
    let gate = try Gate(experts: 4, selections: 1)
    let logits = [Float](repeating: 0, count: 6)
    #expect(
      throws: RoutingError(
        code: .shapeMismatch, detail: "6 logits; 4 experts need a multiple of 4")
    ) { try gate.route(logits.span) }
    #expect(
      throws: RoutingError(code: .shapeMismatch, detail: "3 biases for 4 experts")
    ) { try gate.route([Float]().span, bias: [0, 0, 0]) }
  }

  @Test(
    "refuse a gate that cannot be",
    arguments: [
      (0, 1, 1, 1, Float(1), RoutingError.Code.notPositive), (8, 0, 1, 1, 1, .notPositive),
      (8, 2, 0, 1, 1, .notPositive), (8, 2, 1, 0, 1, .notPositive), (8, 2, 1, 1, 0, .notPositive),
      (8, 2, 1, 1, .nan, .notPositive), (8, 3, 1, 1, 1, .indivisible),
      (8, 2, 3, 1, 1, .tooManySelected), (8, 2, 1, 5, 1, .tooManySelected),
    ])
  func impossible(
    experts: Int, groups: Int, kept: Int, selections: Int, scale: Float, code: RoutingError.Code
  ) {
    let error = #expect(throws: RoutingError.self) {
      try Gate(
        experts: experts, groups: groups, keptGroups: kept, selections: selections, scale: scale)
    }
    #expect(error?.code == code)
  }
}
