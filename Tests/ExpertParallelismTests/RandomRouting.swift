import ExpertParallelism

/// Random top-k ids on a random grid, some of them without a selection.
struct RandomRouting {
  let grid: ExpertGrid
  let tokens: Int
  let selections: Int
  /// `[tokens, selections]`, distinct for each token but for those without a selection.
  let topK: [Int32]

  init(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (nodes, ranksPerNode) = (Int.random(in: 1...5, using: &random), [1, 2, 4, 8])
    let perNode = ranksPerNode[Int.random(in: 0..<4, using: &random)]
    let perRank = Int.random(in: 1...6, using: &random)
    grid = try ExpertGrid(
      experts: nodes * perNode * perRank, ranks: nodes * perNode, ranksPerNode: perNode)
    tokens = Int.random(in: 0...30, using: &random)
    selections = Int.random(in: 1...min(8, grid.experts), using: &random)
    let missing = Double.random(in: 0..<0.5, using: &random)
    var ids: [Int32] = []
    for _ in 0..<tokens {
      for expert in (0..<grid.experts).shuffled(using: &random).prefix(selections) {
        ids.append(Double.random(in: 0..<1, using: &random) < missing ? -1 : Int32(expert))
      }
    }
    topK = ids
  }

  /// The experts of a token, none left out.
  func experts(of token: Int) -> [Int] {
    topK[token * selections..<(token + 1) * selections].filter { $0 >= 0 }.map { Int($0) }
  }
}
