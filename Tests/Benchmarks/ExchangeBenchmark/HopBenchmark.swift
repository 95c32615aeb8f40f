import ExpertParallelism
import FloatFormats
import MPIRuntime
import TokenExchange

/// Bytes between nodes of 4 ranks, in two hops and in one, beside those of the plan.
enum HopBenchmark {
  static func run(_ world: Communicator) throws {
    guard world.size.isMultiple(of: 4) else {
      return world.rank == 0 ? print("hops needs a multiple of 4 ranks, not \(world.size)") : ()
    }
    let tokens = SyntheticTokens(
      rank: world.rank, count: 256, hidden: 1_024, experts: 256, selections: 8)
    let rows = tokens.rows
    var sums: [Int64] = []
    var plan: [Int64] = []
    let nodes = try ExpertGrid(experts: 256, ranks: world.size, ranksPerNode: 4)
    for ranksPerNode in [4, 1] {
      let exchange = try TokenExchange(
        ExchangeSettings(
          experts: 256, hidden: 1_024, selections: 8, ranksPerNode: ranksPerNode), over: world)
      _ = try exchange.dispatch(rows, ids: tokens.ids, weights: tokens.weights)
      let node = nodes.node(ofRank: world.rank)
      let others = exchange.traffic.bytesToNodes.enumerated().filter { peer in
        nodes.node(ofRank: peer.offset * ranksPerNode) != node
      }
      sums.append(Int64(others.reduce(0) { $0 + $1.element }))
      let width = exchange.settings.bytesPerDispatchedRow(.bfloat16)
      let layout = try DispatchLayout(topK: tokens.ids, tokens: tokens.count, grid: nodes)
      plan.append(
        Int64(
          width
            * (ranksPerNode == 4
              ? layout.traffic(from: world.rank).rowsBetweenNodes
              : layout.rowsBetweenNodesInOneHop(from: world.rank))))
    }
    let all = try world.allReduce(sums + plan, .sum)
    guard world.rank == 0 else { return }
    print("ranks \(world.size), nodes of 4: bytes between nodes, and the plan's")
    print("two hops  \(all[0])  \(all[2])")
    print("one hop   \(all[1])  \(all[3])")
    let factor = Double(all[1]) / Double(max(1, all[0]))
    print("factor    \((factor * 1_000).rounded() / 1_000)")
  }
}
