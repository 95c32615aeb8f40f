import Benchmark
import ExpertParallelism

/// DeepSeek-V3's routing of one sequence: 4,096 tokens, 256 experts, 64 ranks in nodes of 8.
enum RoutingBenchmarks {
  private static let tokens = 4096

  static func register() {
    Benchmark(
      "Gate, 4,096 tokens x 256 experts, scores to weights",
      configuration: .measuring(.tokens, in: .microseconds)
    ) { benchmark in
      let (gate, logits, bias) = try gateInput()
      try benchmark.measure(.tokens) {
        blackHole(try gate.route(logits.span, bias: bias))
        return tokens
      }
    }
    Benchmark(
      "Baseline: gate by definition, 4,096 tokens x 256 experts",
      configuration: .measuring(.tokens, in: .microseconds)
    ) { benchmark in
      let (gate, logits, bias) = try gateInput()
      let routed = try gate.route(logits.span, bias: bias)
      try benchmark.measure(.tokens) {
        let scores = try gate.scores(of: logits.span)
        let experts = sortedSelection(gate, scores: scores, bias: bias)
        precondition(experts == routed.topK, "the definition selects other experts")
        return tokens
      }
    }
    Benchmark(
      "Token stream, gate and layout, 4,096 tokens x 256 experts",
      configuration: .measuring(.tokens, in: .microseconds)
    ) { benchmark in
      let (gate, _, bias) = try gateInput()
      let grid = try ExpertGrid(experts: gate.experts, ranks: 64, ranksPerNode: 8)
      let batch = try TokenStream(experts: gate.experts).batch(step: 0)
      try benchmark.measure(.tokens) {
        let routed = try gate.route(batch.logits(tokens: 0..<tokens).span, bias: bias)
        var tally = RoutingTally(grid: grid)
        tally.add(try DispatchLayout(topK: routed.topK, tokens: tokens, grid: grid), from: 0)
        blackHole(tally)
        return tokens
      }
    }
  }

  private static func gateInput() throws -> (Gate, logits: [Float], bias: [Float]) {
    let gate = try Gate.deepSeekV3()
    let batch = try TokenStream(experts: gate.experts).batch(step: 0)
    let bias = (0..<gate.experts).map { Float($0 % 7) * 0.01 }
    return (gate, batch.logits(tokens: 0..<tokens), bias)
  }

  /// Selects experts by sorting everything, of equals the lowest index first.
  private static func sortedSelection(_ gate: Gate, scores: [Float], bias: [Float]) -> [Int32] {
    func falling(_ values: [Float]) -> [Int] {
      values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    }
    let size = gate.experts / gate.groups
    return (0..<tokens).flatMap { token in
      let biased = bias.indices.map { scores[token * gate.experts + $0] + bias[$0] }
      let groups = (0..<gate.groups).map { group in
        biased[group * size..<(group + 1) * size].sorted(by: >).prefix(2).reduce(0, +)
      }
      let open = Set(falling(groups).prefix(gate.keptGroups))
      return falling(biased).filter { open.contains($0 / size) }.prefix(gate.selections)
        .map { Int32($0) }
    }
  }
}
