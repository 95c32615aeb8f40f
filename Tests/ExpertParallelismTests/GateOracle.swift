import ExpertParallelism

/// The gate by definition: sorts everything, one token at a time.
struct GateOracle {
  /// `[selections]`, by falling biased score.
  let experts: [Int]
  /// The weights of `experts`.
  let weights: [Float]

  /// - Parameters:
  ///   - gate: Whose parameters count.
  ///   - scores: `[experts]` of one token, as the gate scored them.
  ///   - bias: `[experts]`; nil for none.
  init(_ gate: Gate, scores: [Float], bias: [Float]?) {
    let size = gate.experts / gate.groups
    let biased = scores.indices.map { scores[$0] + (bias?[$0] ?? 0) }
    let groupScores = (0..<gate.groups).map { group in
      let falling = biased[group * size..<(group + 1) * size].sorted(by: >)
      return falling.prefix(bias == nil ? 1 : 2).reduce(0, +)
    }
    let open = Set(Self.falling(groupScores).prefix(gate.keptGroups))
    experts = Array(
      Self.falling(biased).filter { open.contains($0 / size) }.prefix(gate.selections))
    let chosen = experts.map { scores[$0] }
    let sum = gate.normalises ? chosen.reduce(0, +) : 1
    weights = chosen.map { $0 / sum * gate.scale }
  }

  /// Indices by falling value, equal ones by rising index.
  private static func falling(_ values: [Float]) -> [Int] {
    values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
  }
}
