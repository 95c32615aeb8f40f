import ExpertParallelism
import FloatFormats
import FoundationEssentials
import MPIRuntime
import TokenExchange

extension Scenario {
  /// Operations on their way together, memory, and the two hops against one.
  static let exchangeProgress = [
    Scenario("exchange-async") { world in
      for ranksPerNode in [1, 2, 4] where world.size.isMultiple(of: ranksPerNode) {
        try checkInFlight(ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: ranksPerNode))
      }
    },
    Scenario("exchange-shared") { world in
      let ranksPerNode = world.size.isMultiple(of: 2) ? 2 : 1
      let check = try ExchangeCheck(ExchangeCase.gaps, world, ranksPerNode: ranksPerNode)
      let handle = try check.exchange.dispatch(check.rows, ids: check.ids, weights: check.weights)
        .handle
      let values = (0..<handle.contributionCount * check.tokens.hidden).map {
        Values.fraction(world.rank, $0)
      }
      var shared = try check.exchange.makeSharedRows(of: Float.self, for: handle)
      var span = shared.mutableSpan
      for index in values.indices { span[index] = values[index] }
      let weights = (0..<handle.receivedRows * check.tokens.selections).map { Float($0) }
      let fromShared = try check.exchange.combine(shared, weights: weights, handle: handle)
      let fromArray = try check.exchange.combine(values, weights: weights, handle: handle)
      try expect(fromShared.rows, is: fromArray.rows, check.name("rows from shared memory"))
      try expect(fromShared.weights, is: fromArray.weights, check.name("weights beside them"))
    },
    Scenario("exchange-repeat") { world in
      let ranksPerNode = world.size.isMultiple(of: 2) ? 2 : 1
      let tokens = ExchangeCase(name: "repeated", hidden: 40, tokens: { 5 + $0 + 0 * $1 })
      let check = try ExchangeCheck(tokens, world, ranksPerNode: ranksPerNode)
      let rows = check.rows.map { BFloat16($0) }
      var early = 0
      for round in 0..<1_000 {
        let received = try check.exchange.dispatch(rows, ids: check.ids, weights: check.weights)
        let handle = received.handle
        _ = try check.exchange.combine(received.takeRows(), handle: handle)
        // To ask takes memory, too, the first time.
        if round == 100 || round == 200 { early = try residentPages() }
      }
      let more = try residentPages() - early
      guard more < 24 else { throw Unexpected(description: "\(more) more pages in 800 rounds") }
      try check.exchange.close()
    },
    Scenario("exchange-one-hop") { world in
      try checkHops(world, ranksPerNode: max(1, world.size / 4))
    },
  ]

  /// Starts two dispatches, then two combines, and compares what comes with what waiting gives.
  private static func checkInFlight(_ check: ExchangeCheck) throws {
    let exchange = check.exchange
    let rows = check.rows.map { BFloat16($0) }
    let first = try exchange.startDispatch(rows, ids: check.ids, weights: check.weights)
    let second = try exchange.startDispatch(check.rows, ids: check.ids, weights: check.weights)
    var polls = 0
    while try !second.poll() { polls += 1 }
    let floats = try second.finish()
    let bfloats = try first.finish()
    try expect(floats.rows.array, is: check.expected.rows, check.name("second dispatch"))
    let arrived = bfloats.rows.array
    try expect(arrived.map(\.float), is: check.expected.rows, check.name("first dispatch"))

    let handle = bfloats.handle
    let outputs = arrived.map {
      BFloat16(ExpectedExchange.output(ofRank: check.world.rank, $0.float))
    }
    let contributions = Array(
      repeating: Float(check.world.rank + 1), count: handle.contributionCount * check.tokens.hidden)
    let rounded = try exchange.startCombine(outputs, handle: handle)
    let exact = try exchange.startCombine(contributions, handle: floats.handle)
    let again = try exchange.startDispatch(rows, handle: handle)
    // The last one is waited for first: the others go on with it.
    let cached = try again.finish()
    try expect(cached.rows.array, is: arrived, check.name("cached, in flight"))
    try expect(
      try exact.finish().rows, is: exchange.combine(contributions, handle: floats.handle).rows,
      check.name("exact combine"))
    try expect(
      try rounded.finish().rows, is: check.expected.roundedSums(), check.name("combine in flight"))
  }

  /// Counts what leaves nodes in two hops and, with every rank a node of its own, in one.
  private static func checkHops(_ world: Communicator, ranksPerNode: Int) throws {
    let tokens = ExchangeCase(name: "hops", tokens: { _, _ in 64 })
    let twoHops = try ExchangeCheck(tokens, world, ranksPerNode: ranksPerNode)
    let oneHop = try ExchangeCheck(tokens, world, ranksPerNode: 1)
    var between: [Int64] = []
    for check in [twoHops, oneHop] {
      _ = try check.exchange.dispatch(check.rows, ids: check.ids, weights: check.weights)
      // Of one hop only what goes to ranks of other nodes.
      let own = twoHops.exchange.grid.node(ofRank: world.rank)
      let perNode = world.size / check.exchange.grid.nodes
      let bytes = check.exchange.traffic.bytesToNodes.enumerated().reduce(0) { sum, node in
        twoHops.exchange.grid.node(ofRank: node.offset * perNode) == own ? sum : sum + node.element
      }
      between.append(Int64(bytes))
    }
    let layout = twoHops.layout
    let bytesPerRow = twoHops.exchange.settings.bytesPerDispatchedRow(.float)
    let plan = layout.traffic(from: world.rank)
    try expect(
      between,
      is: [
        Int64(plan.rowsBetweenNodes * bytesPerRow),
        Int64(layout.rowsBetweenNodesInOneHop(from: world.rank) * bytesPerRow),
      ], "bytes in two hops and in one")
    let sums = try world.allReduce(between, .sum)
    if world.rank == 0, sums[0] > 0 {
      let factor = (1_000 * Double(sums[1]) / Double(sums[0])).rounded() / 1_000
      StandardError.write("one hop sends \(factor) times the bytes of two hops between nodes\n")
    }
  }

  /// Memory of this process that is its own or shared, in pages.
  static func residentPages() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let fields = text.split(separator: " ").compactMap { Int($0) }
    guard fields.count > 1 else { throw Unexpected(description: "no memory in \(text)") }
    return fields[1]
  }
}
