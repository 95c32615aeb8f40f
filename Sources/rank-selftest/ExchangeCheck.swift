import ExpertParallelism
import MPIRuntime
import Quantities
import TokenExchange

/// One exchange of a case's tokens on one grid, checked against its definition.
struct ExchangeCheck {
  let tokens: ExchangeCase
  let world: Communicator
  let exchange: TokenExchange
  let expected: ExpectedExchange
  let layout: DispatchLayout

  /// Prepares the exchange and what it has to give.
  ///
  /// - Parameters:
  ///   - tokens: Of all ranks.
  ///   - world: All ranks.
  ///   - ranksPerNode: Divides the ranks.
  ///   - rowsPerChunk: Few, so that there are many chunks.
  ///   - channels: Fewer than chunks.
  ///   - exchange: Used again; it has to be one of this case's settings.
  /// - Throws: `ExchangeError`.
  init(
    _ tokens: ExchangeCase, _ world: Communicator, ranksPerNode: Int, rowsPerChunk: Int = 8,
    channels: Int = 2, exchange: TokenExchange? = nil
  ) throws {
    self.tokens = tokens
    self.world = world
    self.exchange =
      try exchange
      ?? TokenExchange(
        ExchangeSettings(
          experts: tokens.experts, hidden: tokens.hidden, selections: tokens.selections,
          ranksPerNode: ranksPerNode, rowsPerChunk: rowsPerChunk, channels: channels),
        over: world)
    let grid = self.exchange.grid
    expected = ExpectedExchange(tokens, grid: grid, rank: world.rank)
    let count = tokens.tokens(world.rank, world.size)
    ids = tokens.ids(world.rank, of: world.size)
    rows = tokens.rows(world.rank, of: world.size)
    let layout = try DispatchLayout(topK: ids, tokens: count, grid: grid)
    self.layout = layout
    ranksOfToken = (0..<count).map { token in
      (0..<world.size).count { layout.isToken(token, inRank: $0) }
    }
  }

  /// `[tokens, k]`, row-major.
  let ids: [Int32]
  /// `[tokens, k]`, row-major.
  var weights: [Float] { tokens.weights(world.rank, of: world.size) }
  /// `[tokens, hidden]`, row-major.
  let rows: [Float]
  /// `[tokens]`, ranks that each token goes to.
  let ranksOfToken: [Int]

  /// `[tokens, hidden]`, with zeros for tokens that go nowhere.
  var selectedRows: [Float] {
    zip(rows, 0...).map { ranksOfToken[$1 / tokens.hidden] == 0 ? 0 : $0 }
  }

  /// Name of what is checked, for messages.
  func name(_ what: String) -> String {
    "\(what), \(tokens.name), \(exchange.grid.ranksPerNode) ranks per node, rank \(world.rank)"
  }

  /// Checks what a dispatch says besides the rows.
  func checkRouting(_ handle: DispatchHandle, ids: [Int32], weights: [Float]) throws {
    try expect(ids, is: expected.ids, name("ids"))
    try expect(weights, is: expected.weights, name("weights"))
    try expect(handle.receivedRows, is: expected.sources.count, name("rows"))
    let bySource = (0..<world.size).map { rank in expected.sources.count { $0.rank == rank } }
    try expect(handle.receivedRowsBySource, is: bySource, name("rows by source"))
    let selected = expected.ids.filter { $0 >= 0 }
    try expect(handle.contributionCount, is: selected.count, name("contributions"))
    let perExpert = (0..<exchange.grid.expertsPerRank).map { expert in
      selected.count { Int($0) == expert }
    }
    try expect(handle.rowsPerLocalExpert, is: perExpert, name("rows per expert"))
    let total = try world.allReduce(layout.tokensPerExpert.map(Int64.init), .sum)
    let own = total[exchange.grid.experts(ofRank: world.rank)].map(Int.init)
    try expect(perExpert, is: own, name("rows per expert of all ranks"))
  }

  /// Checks that all ranks together moved what the plan says, to the byte.
  func checkTraffic(_ plan: DispatchTraffic, bytesPerRow: Int, _ what: String) throws {
    let moved = exchange.traffic
    let inside = plan.bytesInsideNodes(bytesPerRow: bytesPerRow)
    let onLinks = plan.bytesOnLinksInsideNodes(bytesPerRow: bytesPerRow)
    let sums = try world.allReduce(
      [
        Int64(moved.bytesBetweenNodes), Int64(moved.bytesInsideNodes),
        Int64(moved.bytesInsideNodes - moved.bytesInPlace),
        plan.bytesBetweenNodes(bytesPerRow: bytesPerRow).count, inside.count, onLinks.count,
      ], .sum)
    try expect(Array(sums[..<3]), is: Array(sums[3...]), name("bytes of \(what)"))
    exchange.resetTraffic()
  }
}

/// DeepEP's and DeepGEMM's measure of difference: 0 for the same direction and length.
///
/// - Source: DeepGEMM, `calc_diff`.
func difference(_ a: [Float], _ b: [Float], plus offset: Double = 1) -> Double {
  var products = 0.0
  var squares = 0.0
  for (x, y) in zip(a, b) {
    let (p, q) = (Double(x) + offset, Double(y) + offset)
    products += p * q
    squares += p * p + q * q
  }
  return squares == 0 ? 0 : 1 - 2 * products / squares
}
