internal import ExpertParallelism
public import FloatFormats

extension TokenExchange {
  /// Starts to send tokens to the ranks of their experts, a token once to each rank.
  ///
  /// - Parameters:
  ///   - rows: `[tokens, hidden]`; the number of tokens may differ from rank to rank, 0 included.
  ///   - ids: `[tokens, k]`, the selected experts, -1 for no selection.
  ///   - weights: `[tokens, k]`
  /// - Returns: The dispatch on its way.
  /// - Throws: `ExchangeError` with code `closed` or `messagingFailed`. Input of
  ///   the wrong shape and experts that do not exist are errors on every rank once they have heard
  ///   of it: finishing throws them.
  public func startDispatch<Payload: CombinedPayload>(
    _ rows: [Payload], ids: [Int32], weights: [Float]
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<Payload>> {
    try startDispatch(rows, scales: [], format: nil, ids: ids, weights: weights)
  }

  /// Starts to send quantised tokens, codes with their scales, to the ranks of their experts.
  ///
  /// - Parameters:
  ///   - rows: `[tokens, hidden]`
  ///   - ids: `[tokens, k]`, the selected experts, -1 for no selection.
  ///   - weights: `[tokens, k]`
  /// - Returns: The dispatch on its way.
  /// - Throws: As for numbers.
  public func startDispatch(
    _ rows: QuantizedRows, ids: [Int32], weights: [Float]
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<UInt8>> {
    try startDispatch(
      rows.codes, scales: rows.scales, format: rows.format, ids: ids, weights: weights)
  }

  /// Starts to send other rows of the same tokens on the routes of an earlier dispatch, without ids
  /// and weights.
  ///
  /// - Parameters:
  ///   - rows: `[tokens, hidden]`
  ///   - handle: Of the earlier dispatch.
  /// - Returns: The dispatch on its way.
  /// - Throws: As for a dispatch with ids; finishing throws `foreignHandle` for a handle of another
  ///   exchange.
  public func startDispatch<Payload: CombinedPayload>(
    _ rows: [Payload], handle: DispatchHandle
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<Payload>> {
    try startCached(rows, scales: [], format: nil, handle: handle)
  }

  /// The same for quantised rows.
  public func startDispatch(
    _ rows: QuantizedRows, handle: DispatchHandle
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<UInt8>> {
    try startCached(rows.codes, scales: rows.scales, format: rows.format, handle: handle)
  }

  private func startDispatch<Payload: TokenPayload>(
    _ rows: [Payload], scales: [Float], format: EightBitFormat?, ids: [Int32], weights: [Float]
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<Payload>> {
    try makeReady()
    var header = OperationHeader(
      kind: .dispatch, payload: Payload.payloadType, ranks: grid.ranks, nodes: grid.nodes)
    header.setFormat(format)
    var refusal: ExchangeError?
    let count = ids.count / settings.selections
    do throws(ExchangeError) {
      try Shape.check("ids", ids.count, isMultipleOf: settings.selections)
      try Shape.check("weights", weights.count, is: ids.count)
      try checkRows(rows.count, scales: scales.count, tokens: count, isCodes: format != nil)
      let layout = try routing { () throws(RoutingError) in
        try DispatchLayout(topK: ids, tokens: count, grid: grid)
      }
      header.rowsPerRank = layout.tokensPerRank
      header.rowsPerNode = layout.tokensPerNode
      header.contributionsPerRank = (0..<grid.ranks).map { rank in
        layout.tokensPerExpert[grid.experts(ofRank: rank)].reduce(0, +)
      }
    } catch {
      refusal = error
    }
    let tokens = DispatchedTokens(
      rows: rows, scales: scales, format: format, ids: ids, weights: weights, count: count,
      settings: settings)
    return try start(tokens, header: header, cached: nil, refusal: refusal)
  }

  private func startCached<Payload: TokenPayload>(
    _ rows: [Payload], scales: [Float], format: EightBitFormat?, handle: DispatchHandle
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<Payload>> {
    try makeReady()
    var header = OperationHeader(
      kind: .cachedDispatch, payload: Payload.payloadType, ranks: grid.ranks, nodes: grid.nodes)
    header.setFormat(format)
    header.handle = handle.number
    var refusal: ExchangeError?
    do throws(ExchangeError) {
      try check(handle)
      try checkRows(
        rows.count, scales: scales.count, tokens: handle.tokens, isCodes: format != nil)
    } catch {
      refusal = error
    }
    let tokens = DispatchedTokens(
      rows: rows, scales: scales, format: format, ids: [], weights: [], count: handle.tokens,
      settings: settings)
    return try start(tokens, header: header, cached: handle, refusal: refusal)
  }

  private func start<Payload: TokenPayload>(
    _ tokens: DispatchedTokens<Payload>, header: OperationHeader, cached: DispatchHandle?,
    refusal: ExchangeError?
  ) throws(ExchangeError) -> PendingExchange<ReceivedTokens<Payload>> {
    let movement = DispatchMovement(tokens, header: header, cached: cached, context: context)
    let operation = try ExchangeOperation(movement, in: context, refusal: refusal)
    return PendingExchange(operation, in: context) { movement.finished() }
  }

  private func checkRows(
    _ rows: Int, scales: Int, tokens: Int, isCodes: Bool
  ) throws(ExchangeError) {
    try Shape.check("rows", rows, is: tokens * settings.hidden)
    try Shape.check("scales", scales, is: isCodes ? tokens * settings.scalesPerRow : 0)
  }

  /// Refuses shared rows of another exchange.
  func check(_ region: SharedRegion?) throws(ExchangeError) {
    guard let region, region.pool !== context.pool else { return }
    throw ExchangeError(code: .foreignHandle, detail: "the shared rows are of another exchange")
  }

  /// Refuses a handle of another exchange.
  func check(_ handle: DispatchHandle) throws(ExchangeError) {
    guard handle.context === context else {
      throw ExchangeError(
        code: .foreignHandle, detail: "handle \(handle.number) is of another exchange")
    }
  }
}
