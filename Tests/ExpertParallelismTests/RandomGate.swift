import ExpertParallelism

/// A random gate with logits and perhaps biases, many of them equal.
struct RandomGate {
  let gate: Gate
  let tokens: Int
  /// `[tokens, experts]`, row-major.
  let logits: [Float]
  let bias: [Float]?

  init(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let groups = Int.random(in: 1...20, using: &random)
    let size = Int.random(in: 1...40, using: &random)
    let kept = Bool.random(using: &random) ? groups : Int.random(in: 1...groups, using: &random)
    let experts = groups * size
    gate = try Gate(
      experts: experts, groups: groups, keptGroups: kept,
      selections: Int.random(in: 1...min(kept * size, 12), using: &random),
      scoring: Bool.random(using: &random) ? .sigmoid : .softmax,
      normalises: Int.random(in: 0..<4, using: &random) > 0,
      scale: Float.random(in: 0.1...4, using: &random))
    tokens = Int.random(in: 0...20, using: &random)
    // Coarse numbers make ties between experts and between groups.
    let step: Float = Bool.random(using: &random) ? 0.5 : 0.001
    logits = (0..<tokens * experts).map { _ in
      (Float.random(in: -4...4, using: &random) / step).rounded() * step
    }
    let biases = (0..<experts).map { _ in
      (Float.random(in: -0.5...0.5, using: &random) * 16).rounded() / 16
    }
    bias = Bool.random(using: &random) ? biases : nil
  }
}
