import ExpertParallelism
import Quantities
import Testing

@Suite("Dispatch traffic")
struct DispatchTrafficTests {
  @Test("counts a row per remote node and a row per rank, in place or not")
  func byHand() throws {
    let grid = try ExpertGrid(experts: 8, ranks: 4, ranksPerNode: 2)
    // Token 0 goes to ranks 0 and 1, token 1 to ranks 0, 2 and 3.
    let layout = try DispatchLayout(topK: [0, 1, 2, 7, 4, 0], tokens: 2, grid: grid)
    let traffic = layout.traffic(from: 1)
    #expect(traffic.rowsBetweenNodes == 1)
    #expect(traffic.rowsInsideNodes == 5)
    #expect(traffic.rowsInPlace == 2)  // token 0 on rank 1, token 1 on rank 3
    #expect(traffic.rowsToNodes == 3)
    #expect(layout.rowsBetweenNodesInOneHop(from: 1) == 2)
    #expect(traffic.bytesBetweenNodes(bytesPerRow: 100) == Bytes(100))
    #expect(traffic.bytesInsideNodes(bytesPerRow: 100) == Bytes(500))
    #expect(traffic.bytesOnLinksInsideNodes(bytesPerRow: 100) == Bytes(300))
    #expect(traffic.bytesToNodes(bytesPerRow: 100) == Bytes(300))
    let unsummed = layout.unsummedTraffic(from: 1)
    #expect(unsummed.rowsBetweenNodes == 2 && unsummed.rowsInsideNodes == 6)
    #expect(unsummed.rowsInPlace == 2 && unsummed.rowsToNodes == 6)
  }

  @Test("equals a walk of every row over both hops", arguments: 0..<200)
  func walk(seed: UInt64) throws {
    let routing = try RandomRouting(seed: seed)
    let grid = routing.grid
    let layout = try DispatchLayout(topK: routing.topK, tokens: routing.tokens, grid: grid)
    for source in 0..<grid.ranks {
      var (summed, unsummed) = (DispatchTraffic.zero, DispatchTraffic.zero)
      var oneHop = 0
      for token in 0..<routing.tokens {
        let ranks = routing.experts(of: token).map { $0 / (grid.experts / grid.ranks) }
        for node in Set(ranks.map { $0 / grid.ranksPerNode }) {
          let forwarder = node * grid.ranksPerNode + source % grid.ranksPerNode
          let isRemote = node != source / grid.ranksPerNode
          let here = ranks.filter { $0 / grid.ranksPerNode == node }
          summed.rowsToNodes += 1
          summed.rowsBetweenNodes += isRemote ? 1 : 0
          summed.rowsInsideNodes += Set(here).count
          summed.rowsInPlace += here.contains(forwarder) ? 1 : 0
          unsummed.rowsToNodes += here.count
          unsummed.rowsBetweenNodes += isRemote ? here.count : 0
          unsummed.rowsInsideNodes += here.count
          unsummed.rowsInPlace += here.count { $0 == forwarder }
          oneHop += isRemote ? Set(here).count : 0
        }
      }
      #expect(layout.traffic(from: source) == summed)
      #expect(layout.unsummedTraffic(from: source) == unsummed)
      #expect(layout.rowsBetweenNodesInOneHop(from: source) == oneHop)
    }
  }

  @Test("adds up over ranks")
  func sums() {
    let traffic = DispatchTraffic(
      rowsBetweenNodes: 1, rowsInsideNodes: 5, rowsInPlace: 2, rowsToNodes: 3)
    #expect(traffic + traffic - traffic == traffic && traffic - traffic == .zero)
  }
}
