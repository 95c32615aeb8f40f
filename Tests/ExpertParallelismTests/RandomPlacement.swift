import ExpertParallelism

/// A random shape with whole loads, many of them equal.
struct RandomPlacement {
  let shape: PlacementShape
  /// `[experts]`, whole numbers.
  let loads: [Float]

  init(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let nodes = Int.random(in: 1...4, using: &random)
    let gpus = nodes * Int.random(in: 1...6, using: &random)
    // Some numbers of groups are no multiple of the nodes.
    let groups = Int.random(in: 1...8, using: &random)
    let experts = groups * Int.random(in: 1...12, using: &random)
    let least = (experts + gpus - 1) / gpus
    let slots = gpus * Int.random(in: least...least + 3, using: &random)
    shape = try PlacementShape(
      experts: experts, slots: slots, groups: groups, nodes: nodes, gpus: gpus)
    let greatest: Float = Bool.random(using: &random) ? 4 : 1000
    loads = (0..<experts).map { _ in Float.random(in: 0...greatest, using: &random).rounded() }
  }
}
