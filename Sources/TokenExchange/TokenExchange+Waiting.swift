public import FloatFormats

/// Operations that are waited for at once: each starts as the one named after it does, with the same
/// parameters and errors, and is finished.
extension TokenExchange {
  /// Sends tokens to the ranks of their experts, a token once to each rank.
  public func dispatch<Payload: CombinedPayload>(
    _ rows: [Payload], ids: [Int32], weights: [Float]
  ) throws(ExchangeError) -> ReceivedTokens<Payload> {
    try startDispatch(rows, ids: ids, weights: weights).finish()
  }

  /// Sends quantised tokens to the ranks of their experts.
  public func dispatch(
    _ rows: QuantizedRows, ids: [Int32], weights: [Float]
  ) throws(ExchangeError) -> ReceivedTokens<UInt8> {
    try startDispatch(rows, ids: ids, weights: weights).finish()
  }

  /// Sends other rows on the routes of an earlier dispatch.
  public func dispatch<Payload: CombinedPayload>(
    _ rows: [Payload], handle: DispatchHandle
  ) throws(ExchangeError) -> ReceivedTokens<Payload> {
    try startDispatch(rows, handle: handle).finish()
  }

  /// Sends other quantised rows on the routes of an earlier dispatch.
  public func dispatch(
    _ rows: QuantizedRows, handle: DispatchHandle
  ) throws(ExchangeError) -> ReceivedTokens<UInt8> {
    try startDispatch(rows, handle: handle).finish()
  }

  /// Brings rows back to the owners of the tokens.
  public func combine<Element: CombinedPayload>(
    _ rows: [Element], weights: [Float]? = nil, handle: DispatchHandle,
    reusing reused: consuming [Element] = []
  ) throws(ExchangeError) -> CombinedTokens<Element> {
    try startCombine(rows, weights: weights, handle: handle, reusing: reused).finish()
  }

  /// Brings back rows that are in shared memory already.
  public func combine<Element: CombinedPayload>(
    _ rows: consuming SharedRows<Element>, weights: [Float]? = nil, handle: DispatchHandle,
    reusing reused: consuming [Element] = []
  ) throws(ExchangeError) -> CombinedTokens<Element> {
    try startCombine(rows, weights: weights, handle: handle, reusing: reused).finish()
  }
}
