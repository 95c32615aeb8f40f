internal import ExpertParallelism

extension TokenExchange {
  /// Starts to bring rows back to the owners of the tokens, who get their sum.
  ///
  /// In BF16 the rows are those received, one for each: ranks add theirs in FP32 on each hop and round
  /// for the next. In FP32 they are one for each ``DispatchHandle/contributions``: they travel
  /// unsummed, and the owner adds them in the order of the experts, so that the sum has the same bits
  /// whatever the ranks and nodes. Weights are not applied to the rows; they come back by selection.
  ///
  /// - Parameters:
  ///   - rows: `[received rows, hidden]` in BF16, `[contributions, hidden]` in FP32.
  ///   - weights: `[received rows, k]`, or nil on all ranks.
  ///   - handle: Of the dispatch.
  ///   - reused: Memory for the result if it has its length, for instance an earlier result.
  /// - Returns: The combine on its way.
  /// - Throws: `ExchangeError` with code `closed` or `messagingFailed`. Input of
  ///   the wrong shape and handles of another exchange are errors on every rank once they have heard
  ///   of it: finishing throws them.
  public func startCombine<Element: CombinedPayload>(
    _ rows: [Element], weights: [Float]? = nil, handle: DispatchHandle,
    reusing reused: consuming [Element] = []
  ) throws(ExchangeError) -> PendingExchange<CombinedTokens<Element>> {
    try start(
      CombineInput(rows: rows, region: nil, weights: weights), rows: rows.count, handle: handle,
      reusing: reused)
  }

  /// Starts to bring back rows that are in shared memory already, which nobody copies on the way.
  ///
  /// - Parameters:
  ///   - rows: `[received rows, hidden]` in BF16, `[contributions, hidden]` in FP32.
  ///   - weights: `[received rows, k]`, or nil on all ranks.
  ///   - handle: Of the dispatch.
  ///   - reused: Memory for the result if it has its length, for instance an earlier result.
  /// - Returns: The combine on its way.
  /// - Throws: As for rows in an array.
  public func startCombine<Element: CombinedPayload>(
    _ rows: consuming SharedRows<Element>, weights: [Float]? = nil, handle: DispatchHandle,
    reusing reused: consuming [Element] = []
  ) throws(ExchangeError) -> PendingExchange<CombinedTokens<Element>> {
    try start(
      CombineInput(rows: [], region: rows.region, weights: weights),
      rows: rows.count * rows.width, handle: handle, reusing: reused)
  }

  private func start<Element: CombinedPayload>(
    _ input: CombineInput<Element>, rows: Int, handle: DispatchHandle,
    reusing reused: consuming [Element]
  ) throws(ExchangeError) -> PendingExchange<CombinedTokens<Element>> {
    try makeReady()
    var header = OperationHeader(
      kind: .combine, payload: Element.payloadType, ranks: grid.ranks, nodes: grid.nodes)
    header.hasWeights = input.weights != nil
    header.handle = handle.number
    var refusal: ExchangeError?
    do throws(ExchangeError) {
      try check(handle)
      try check(input.region)
      try Shape.check(
        "rows", rows, is: handle.combinedRows(Element.payloadType) * settings.hidden)
      if let weights = input.weights {
        try Shape.check("weights", weights.count, is: handle.receivedRows * settings.selections)
      }
    } catch {
      refusal = error
    }
    let movement = CombineMovement(
      input, into: reused, header: header, handle: handle, context: context)
    let operation = try ExchangeOperation(movement, in: context, refusal: refusal)
    return PendingExchange(operation, in: context) {
      CombinedTokens(rows: movement.takeRows(), weights: movement.owner.weights)
    }
  }
}
