import ExpertParallelism
import Testing

@Suite("Routing tally")
struct RoutingTallyTests {
  @Test("counts every hop of every row on the ports that carry it", arguments: 0..<100)
  func ports(seed: UInt64) throws {
    let routing = try RandomRouting(seed: seed)
    let grid = routing.grid
    let layout = try DispatchLayout(topK: routing.topK, tokens: routing.tokens, grid: grid)
    var tally = RoutingTally(grid: grid)
    var (sent, received) = (Array(repeating: 0, count: grid.ranks), [Int]())
    (received, received) = (sent, sent)
    var (nodeSent, nodeReceived) = (sent, sent)
    for source in 0..<grid.ranks {
      tally.add(layout, from: source)
      for token in 0..<routing.tokens {
        let ranks = Set(routing.experts(of: token).map { $0 / (grid.experts / grid.ranks) })
        for node in Set(ranks.map { $0 / grid.ranksPerNode }) {
          let forwarder = node * grid.ranksPerNode + source % grid.ranksPerNode
          if node != source / grid.ranksPerNode {
            sent[source] += 1
            received[forwarder] += 1
          }
          for rank in ranks where rank / grid.ranksPerNode == node && rank != forwarder {
            nodeSent[forwarder] += 1
            nodeReceived[rank] += 1
          }
        }
      }
    }
    #expect(tally.ports.networkSent == sent && tally.ports.networkReceived == received)
    #expect(tally.ports.nodeSent == nodeSent && tally.ports.nodeReceived == nodeReceived)
    #expect(tally.traffic.rowsBetweenNodes == sent.reduce(0, +))
    #expect(
      tally.traffic.rowsInsideNodes - tally.traffic.rowsInPlace == nodeSent.reduce(0, +))
  }

  @Test("of two processes add up to that of one", arguments: 0..<50)
  func sums(seed: UInt64) throws {
    let routing = try RandomRouting(seed: seed)
    let layout = try DispatchLayout(
      topK: routing.topK, tokens: routing.tokens, grid: routing.grid)
    var (whole, even, odd) = (
      RoutingTally(grid: routing.grid), RoutingTally(grid: routing.grid),
      RoutingTally(grid: routing.grid)
    )
    for source in 0..<routing.grid.ranks {
      whole.add(layout, from: source)
      if source.isMultiple(of: 2) {
        even.add(layout, from: source)
      } else {
        odd.add(layout, from: source)
      }
    }
    let summed = zip(even.counters, odd.counters).map { $0 + $1 }
    #expect(RoutingTally(grid: routing.grid, counters: summed) == whole)
    #expect(whole.rankLoads.reduce(0, +) == whole.expertLoads.reduce(0, +))
    #expect(whole.nodeLoads.reduce(0, +) == whole.expertLoads.reduce(0, +))
  }

  @Test("gives nodes and ranks a token reaches on average")
  func means() throws {
    let grid = try ExpertGrid(experts: 8, ranks: 4, ranksPerNode: 2)
    var tally = RoutingTally(grid: grid)
    #expect(tally.nodesPerToken == 0)
    tally.add(try DispatchLayout(topK: [0, 1, 2, 7, 4, 0], tokens: 2, grid: grid), from: 1)
    #expect(tally.nodesPerToken == 1.5)
    #expect(tally.remoteNodesPerToken == 0.5)
    #expect(tally.ranksPerToken == 2.5)
    #expect(tally.rankLoads == [3, 1, 1, 1] && tally.nodeLoads == [4, 2])
  }
}
