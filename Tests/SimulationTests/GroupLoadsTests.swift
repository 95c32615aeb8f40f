import CLaneKernels
import CostModels
import Testing

@Suite("Loads of an expert group")
struct GroupLoadsTests {
  /// What the kernel makes of the loads of a group's experts, `[lane]` in 65,536ths.
  private func kernel(
    _ loads: [Double], ranks: Int, ranksPerNode: Int, tensor: Int = 1,
    ports: OperatorCosts.ExchangePorts
  ) -> (experts: [Int32], exchange: [Int32]) {
    var scratch = loads
    var experts = Array(repeating: Int32(-1), count: ranks * tensor)
    var exchange = experts
    // Reason: the kernel takes pointers; the arrays are as long as it is told.
    unsafe lanes_group_loads(
      &experts, &exchange, &scratch, Int64(loads.count), Int64(ranks), Int64(ranksPerNode),
      Int64(tensor), ports.network, ports.nvlink)
    return (experts, exchange)
  }

  @Test("an exchange lasts as long as the busiest port of the GPU")
  func ports() {
    let loads = [1.0, 1, 1, 1, 3, 1, 1, 1]
    let group = kernel(
      loads, ranks: 4, ranksPerNode: 2, ports: .init(network: 2, nvlink: 1))
    // Ranks have 2, 2, 4, 2 of 10 tokens: 0.8, 0.8, 1.6, 0.8 of the mean; nodes 0.8 and 1.2.
    #expect(group.experts.map { Double($0) / 65_536 }.map { ($0 * 10).rounded() } == [8, 8, 16, 8])
    #expect(group.exchange.map { (Double($0) / 65_536 * 10).rounded() } == [10, 10, 12, 12])
    let inside = kernel(loads, ranks: 4, ranksPerNode: 4, ports: .init(network: 0, nvlink: 1))
    #expect(inside.exchange == inside.experts)
  }

  @Test("the kernel gives what the definition gives, bit for bit, over generated shapes")
  func oracle() {
    var draw = Draw(seed: 11)
    for _ in 0..<2_000 {
      let ranks = Int(draw.next(below: 70)) + 1
      let perRank = Int(draw.next(below: 9)) + 1
      let ranksPerNode = min(ranks, Int(draw.next(below: 9)) + 1)
      let tensor = [1, 1, 2, 4][Int(draw.next(below: 4))]
      let skewed = draw.next(below: 2) == 0
      let loads = (0..<ranks * perRank).map { _ -> Double in
        let load = Double(draw.next(below: 1 << 30) + 1) / 1e6
        return skewed ? load * load * load : load
      }
      let ports = OperatorCosts.ExchangePorts(
        network: Double(draw.next(below: 5)) / 3, nvlink: Double(draw.next(below: 5) + 1) / 7)
      let ours = kernel(
        loads, ranks: ranks, ranksPerNode: ranksPerNode, tensor: tensor, ports: ports)
      let slow = ReferenceGroupLoads(
        experts: loads, ranks: ranks, ranksPerNode: ranksPerNode, ports: ports)
      let spread = { (row: [Int32]) in row.flatMap { Array(repeating: $0, count: tensor) } }
      #expect(ours.experts == spread(slow.experts), "\(ranks) ranks, \(ranksPerNode) a node")
      #expect(ours.exchange == spread(slow.exchange), "\(ranks) ranks, \(ranksPerNode) a node")
    }
  }

  @Test("loads beyond what 32 bits hold count as the greatest that they do")
  func saturation() {
    var loads = Array(repeating: 0.0, count: 40_000)
    loads[7] = 1
    let group = kernel(loads, ranks: 40_000, ranksPerNode: 8, ports: .init(network: 0, nvlink: 1))
    #expect(group.experts[7] == 32_000 * 65_536)
    #expect(group.experts[8] == 0)
  }
}
