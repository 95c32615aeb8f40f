internal import ExpertParallelism

extension TokenExchange {
  /// Makes rows in shared memory for a combine to take without copying; every rank calls it.
  ///
  /// - Parameters:
  ///   - type: `Float` or `BFloat16`.
  ///   - handle: Of the dispatch whose tokens are to be combined: the rows are as many as a combine of
  ///     this type takes on this rank.
  /// - Returns: `[rows, hidden]`, with anything in them.
  /// - Throws: `ExchangeError` as a combine does.
  public func makeSharedRows<Element: CombinedPayload>(
    of type: Element.Type, for handle: DispatchHandle
  ) throws(ExchangeError) -> SharedRows<Element> {
    try makeReady()
    var header = OperationHeader(
      kind: .sharedRows, payload: Element.payloadType, ranks: grid.ranks, nodes: grid.nodes)
    header.handle = handle.number
    let rows = handle.combinedRows(Element.payloadType)
    let widths = settings.combineWidths(Element.payloadType, hasWeights: true)
    let movement = SharedRowsMovement(
      header: header,
      bytes: settings.regionBytes(rows: max(rows, handle.receivedRows), widths: widths))
    var refusal: ExchangeError?
    do throws(ExchangeError) { try check(handle) } catch { refusal = error }
    let operation = try ExchangeOperation(movement, in: context, refusal: refusal)
    let hidden = settings.hidden
    return try PendingExchange(operation, in: context) {
      movement.region.map { SharedRows(region: $0, count: rows, width: hidden) }
    }.finish()
  }
}
