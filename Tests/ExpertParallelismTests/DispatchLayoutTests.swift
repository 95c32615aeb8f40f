import ExpertParallelism
import Testing

@Suite("Dispatch layout")
struct DispatchLayoutTests {
  @Test("counts a token once per rank and once per node, but each of its experts")
  func byHand() throws {
    let grid = try ExpertGrid(experts: 8, ranks: 4, ranksPerNode: 2)
    let layout = try DispatchLayout(
      topK: [
        0, 1, 2,  // both experts of rank 0, one of rank 1: one node
        7, -1, 0,  // ranks 3 and 0: two nodes
        -1, -1, -1,  // nowhere
      ], tokens: 3, grid: grid)
    #expect(layout.tokensPerRank == [2, 1, 0, 1])
    #expect(layout.tokensPerNode == [2, 1])
    #expect(layout.tokensPerExpert == [2, 1, 1, 0, 0, 0, 0, 1])
    #expect(
      layout.isTokenInRank == [
        true, true, false, false,
        true, false, false, true,
        false, false, false, false,
      ])
    #expect(layout.isToken(1, inRank: 3) && !layout.isToken(2, inRank: 0))
  }

  @Test("equals the definition on random routings", arguments: 0..<200)
  func definition(seed: UInt64) throws {
    let routing = try RandomRouting(seed: seed)
    let grid = routing.grid
    let layout = try DispatchLayout(topK: routing.topK, tokens: routing.tokens, grid: grid)
    let experts = (0..<routing.tokens).map(routing.experts(of:))
    let ranks = experts.map { Set($0.map { $0 * grid.ranks / grid.experts }) }
    let nodes = ranks.map { Set($0.map { $0 / grid.ranksPerNode }) }
    #expect(
      layout.tokensPerExpert
        == (0..<grid.experts).map { expert in
          experts.reduce(0) { $0 + ($1.contains(expert) ? 1 : 0) }
        })
    #expect(
      layout.tokensPerRank == (0..<grid.ranks).map { rank in ranks.count { $0.contains(rank) } })
    #expect(
      layout.tokensPerNode == (0..<grid.nodes).map { node in nodes.count { $0.contains(node) } })
    #expect(
      layout.isTokenInRank == ranks.flatMap { own in (0..<grid.ranks).map { own.contains($0) } })
  }

  @Test("has nothing to send where there are no tokens")
  func empty() throws {
    let grid = try ExpertGrid(experts: 4, ranks: 2, ranksPerNode: 1)
    let layout = try DispatchLayout(topK: [], tokens: 0, grid: grid)
    #expect(layout.tokensPerRank == [0, 0] && layout.isTokenInRank.isEmpty)
    #expect(layout.traffic(from: 0) == .zero)
  }

  @Test("names token, slot and id of an expert that does not exist", arguments: [8, -2, .max])
  func unknownExpert(id: Int32) throws {
    let grid = try ExpertGrid(experts: 8, ranks: 4, ranksPerNode: 2)
    let error = RoutingError(
      code: .expertOutOfRange,
      detail: "token 1, slot 2: expert \(id); accepted are 0 to 7, and -1 for no selection")
    #expect(throws: error) {
      try DispatchLayout(topK: [0, 1, 2, 3, 4, id], tokens: 2, grid: grid)
    }
  }

  @Test("refuses ids that are no whole number a token", arguments: [(7, 2), (3, 0), (4, -1)])
  func ragged(count: Int, tokens: Int) throws {
    let grid = try ExpertGrid(experts: 8, ranks: 4, ranksPerNode: 2)
    let error = RoutingError(
      code: .shapeMismatch,
      detail: "\(count) top-k ids for \(tokens) tokens; every token needs the same number of ids")
    #expect(throws: error) {
      try DispatchLayout(topK: Array(repeating: 0, count: count), tokens: tokens, grid: grid)
    }
  }

  @Test(
    "refuses a grid that does not come out even",
    arguments: [
      (0, 1, 1, RoutingError.Code.notPositive), (8, 0, 1, .notPositive), (8, 2, -1, .notPositive),
      (9, 4, 2, .indivisible), (12, 4, 3, .indivisible),
    ])
  func uneven(experts: Int, ranks: Int, ranksPerNode: Int, code: RoutingError.Code) {
    let error = #expect(throws: RoutingError.self) {
      try ExpertGrid(experts: experts, ranks: ranks, ranksPerNode: ranksPerNode)
    }
    #expect(error?.code == code)
    #expect(
      error?.detail.contains("\(experts) experts, \(ranks) ranks, \(ranksPerNode) ranks per node")
        == true)
  }
}
