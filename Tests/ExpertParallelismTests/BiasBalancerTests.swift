import ExpertParallelism
import Testing

@Suite("Bias balancing")
struct BiasBalancerTests {
  @Test("lowers the bias above the mean load, raises it below, leaves it at the mean")
  func signs() throws {
    var balancer = try BiasBalancer(experts: 4, gamma: 0.25)
    try balancer.update(loads: [10, 5, 5, 0])
    #expect(balancer.bias == [-0.25, 0, 0, 0.25])
    try balancer.update(loads: [10, 6, 5, 0])
    #expect(balancer.bias == [-0.5, -0.25, 0.25, 0.5])
    try balancer.update(loads: [0, 0, 0, 0])
    #expect(balancer.bias == [-0.5, -0.25, 0.25, 0.5])
  }

  @Test("stands still with gamma 0, as DeepSeek-V3 did for its last 500 billion tokens")
  func frozen() throws {
    var balancer = try BiasBalancer(experts: 2, gamma: 0)
    try balancer.update(loads: [9, 1])
    #expect(balancer.bias == [0, 0])
  }

  @Test("evens out experts of unequal popularity")
  func balances() throws {
    let gate = try Gate(experts: 16, selections: 2)
    var balancer = try BiasBalancer(experts: 16, gamma: 0.002)
    var random = SplitMix(seed: 3)
    let logits = (0..<4096 * 16).map {
      Float($0 % 16) * 0.05 + Float.random(in: -1...1, using: &random)
    }
    var violations: [Double] = []
    for _ in 0..<80 {
      let loads = try gate.route(logits.span, bias: balancer.bias).loads(experts: 16)
      violations.append(LoadStatistics(loads).maxViolation)
      try balancer.update(loads: loads)
    }
    #expect(violations[0] > 1)
    #expect(violations.suffix(20).reduce(0, +) / 20 < 0.1)
  }

  @Test("refuses what it cannot use")
  func errors() throws {
    #expect(
      throws: RoutingError(code: .negative, detail: "gamma -1.0; it must be finite and at least 0")
    ) { try BiasBalancer(experts: 2, gamma: -1) }
    #expect(throws: RoutingError.self) { try BiasBalancer(experts: 2, gamma: .nan) }
    #expect(
      throws: RoutingError(code: .notPositive, detail: "0 experts; at least 1 is needed")
    ) { try BiasBalancer(experts: 0) }
    var balancer = try BiasBalancer(experts: 2)
    #expect(
      throws: RoutingError(code: .shapeMismatch, detail: "3 loads for 2 experts")
    ) { try balancer.update(loads: [1, 2, 3]) }
  }
}
