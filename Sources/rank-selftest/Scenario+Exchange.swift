import ExpertParallelism
import FloatFormats
import MPIRuntime
import TokenExchange

extension Scenario {
  /// Tokens sent to experts and back, on every grid that the ranks allow.
  static let exchange = [
    Scenario("exchange-bfloat16") { world in
      try onEveryGrid(world, ExchangeCase.all) { try checkBFloat16($0) }
    },
    Scenario("exchange-float") { world in
      try onEveryGrid(world, ExchangeCase.uneven) { try checkFloat($0) }
    },
    Scenario("exchange-codes") { world in
      try onEveryGrid(world, ExchangeCase.uneven) { try checkCodes($0) }
    },
  ]

  /// Runs a check of cases with nodes of 1, 2, 4 and 8 ranks, as far as they divide the ranks.
  static func onEveryGrid(
    _ world: Communicator, _ cases: [ExchangeCase], _ body: (ExchangeCheck) throws -> Void
  ) throws {
    for ranksPerNode in [1, 2, 4, 8] where world.size.isMultiple(of: ranksPerNode) {
      var exchange: TokenExchange?
      for tokens in cases {
        let check = try ExchangeCheck(
          tokens, world, ranksPerNode: ranksPerNode,
          exchange: exchange.flatMap { tokens.fits($0.settings) ? $0 : nil })
        if check.exchange !== exchange { try exchange?.close() }
        exchange = check.exchange
        try body(check)
      }
      try exchange?.close()
    }
  }

  private static func checkBFloat16(_ check: ExchangeCheck) throws {
    let exchange = check.exchange
    let settings = exchange.settings
    let plan = check.layout.traffic(from: check.world.rank)
    let rows = check.rows.map { BFloat16($0) }
    let received = try exchange.dispatch(rows, ids: check.ids, weights: check.weights)
    let handle = received.handle
    let (arrived, ids, weights) = copies(received)
    try expect(arrived.map(\.float), is: check.expected.rows, check.name("rows"))
    try check.checkRouting(handle, ids: ids, weights: weights)
    try check.checkTraffic(
      plan, bytesPerRow: settings.bytesPerDispatchedRow(.bfloat16), "dispatch")

    let outputs = arrived.map {
      BFloat16(ExpectedExchange.output(ofRank: check.world.rank, $0.float))
    }
    let combined = try exchange.combine(outputs, weights: weights, handle: handle)
    try expect(combined.rows, is: check.expected.roundedSums(), check.name("sums"))
    let own = zip(check.ids, check.weights).map { $0 < 0 ? 0 : $1 }
    try expect(combined.weights, is: own, check.name("weights that came back"))
    try check.checkTraffic(
      plan, bytesPerRow: settings.bytesPerCombinedRow(.bfloat16, hasWeights: true), "combine")

    // The measure of DeepEP's own tests: rows sent back as they came.
    let kept = received.takeRows()
    let echo = try exchange.combine(kept, handle: handle).rows
    let means = zip(echo, 0...).map { value, index in
      value.float / Float(max(1, check.ranksOfToken[index / settings.hidden]))
    }
    let apart = difference(means, check.selectedRows)
    // Of a number or two the rounding of the hops is not averaged out.
    guard apart < 5e-6 || settings.hidden < 64 else {
      throw Unexpected(description: "\(check.name("echo")) differs by \(apart)")
    }
    exchange.resetTraffic()

    let again = try exchange.dispatch(rows, handle: handle)
    try expect(again.rows.array, is: arrived, check.name("cached rows"))
    try check.checkTraffic(
      plan, bytesPerRow: settings.bytesPerDispatchedRow(.bfloat16, isCached: true), "cached")
  }

  private static func checkFloat(_ check: ExchangeCheck) throws {
    let exchange = check.exchange
    let settings = exchange.settings
    let rank = check.world.rank
    let received = try exchange.dispatch(check.rows, ids: check.ids, weights: check.weights)
    let handle = received.handle
    let (arrived, ids, weights) = copies(received)
    try expect(arrived, is: check.expected.rows, check.name("rows"))
    try check.checkRouting(handle, ids: ids, weights: weights)
    try check.checkTraffic(
      check.layout.traffic(from: rank), bytesPerRow: settings.bytesPerDispatchedRow(.float),
      "dispatch")

    let first = exchange.grid.experts(ofRank: rank).lowerBound
    let outputs = handle.contributions.flatMap { contribution in
      arrived[contribution.row * settings.hidden..<(contribution.row + 1) * settings.hidden].map {
        ExchangeCase.output(first + contribution.expert, $0)
      }
    }
    let combined = try exchange.combine(outputs, weights: weights, handle: handle)
    try expect(
      combined.rows.map(\.bitPattern), is: check.expected.exactSums().map(\.bitPattern),
      check.name("sums"))
    let own = zip(check.ids, check.weights).map { $0 < 0 ? 0 : $1 }
    try expect(combined.weights, is: own, check.name("weights that came back"))
    try check.checkTraffic(
      check.layout.unsummedTraffic(from: rank),
      bytesPerRow: settings.bytesPerCombinedRow(.float, hasWeights: true), "combine")
    let again = try exchange.dispatch(check.rows, handle: handle)
    try expect(again.rows.array, is: arrived, check.name("cached rows"))
  }

  private static func checkCodes(_ check: ExchangeCheck) throws {
    let exchange = check.exchange
    let settings = exchange.settings
    let own = try quantized(check.rows, columns: settings.hidden)
    let received = try exchange.dispatch(own, ids: check.ids, weights: check.weights)
    let handle = received.handle
    let expected = try quantized(check.expected.rows, columns: settings.hidden)
    let arrived = try received.quantizedRows()
    try expect(arrived, is: expected, check.name("codes and scales"))
    try check.checkRouting(
      handle, ids: received.ids.array, weights: received.weights.array)
    try check.checkTraffic(
      check.layout.traffic(from: check.world.rank),
      bytesPerRow: settings.bytesPerDispatchedRow(.codes), "dispatch")
    // Every rank gives back its share of the token.
    let shares = zip(arrived.decoded(), 0...).map { value, index in
      BFloat16(value / Float(check.expected.sources[index / settings.hidden].ranks))
    }
    let combined = try exchange.combine(shares, handle: handle).rows.map(\.float)
    let apart = difference(combined, check.selectedRows)
    guard apart < 5e-4 else {
      throw Unexpected(description: "\(check.name("sums")) differ by \(apart)")
    }
    let again = try exchange.dispatch(own, handle: handle)
    try expect(try again.quantizedRows(), is: expected, check.name("cached codes"))
  }

  /// What came, as arrays.
  private static func copies<Payload: TokenPayload>(
    _ received: borrowing ReceivedTokens<Payload>
  ) -> (rows: [Payload], ids: [Int32], weights: [Float]) {
    (received.rows.array, received.ids.array, received.weights.array)
  }

  private static func quantized(_ values: [Float], columns: Int) throws -> QuantizedRows {
    try QuantizedRows(values.span, rows: values.count / columns, columns: columns)
  }
}

extension Span where Element: BitwiseCopyable {
  /// The elements as an array.
  var array: [Element] { indices.map { self[$0] } }
}
