internal import LinearAlgebra
internal import TokenExchange

/// A dispatch between ranks on its way.
final class RankDispatch<Payload: ExchangedPayload>: PendingDispatch {
  private let wait: PassWait?
  private var pending: PendingExchange<ReceivedTokens<Payload>>?
  /// Of an earlier dispatch of the same tokens; nil where there is none.
  private let known: RankRoutes?

  init(
    _ pending: consuming PendingExchange<ReceivedTokens<Payload>>, along known: RankRoutes? = nil,
    noting wait: PassWait?
  ) {
    self.wait = wait
    self.pending = consume pending
    self.known = known
  }

  // A pass that fails drops what it has under way, and its own error is the one to be read.
  deinit { pending.take()?.abandon() }

  func finish() throws(TrainingError) -> DispatchedRows {
    guard let pending = pending.take() else {
      throw TrainingError(code: .outOfOrder, detail: "a dispatch that was finished before")
    }
    let tokens = try pending.finished(noting: wait)
    let settings = tokens.handle.settings
    let routes = known ?? RankRoutes(tokens.handle, selections: settings.selections)
    let received = try Payload.matrix(of: tokens, columns: settings.hidden)
    var weights: [Float] = []
    if known == nil {
      let given = tokens.weights
      weights = [Float](repeating: 0, count: routes.slotOfRow.count)
      for (row, slot) in routes.slotOfRow.enumerated() { weights[row] = given[slot] }
    }
    return DispatchedRows(
      rows: LayerKernels.gather(received, places: routes.tokenOfRow), groups: routes.groups,
      weights: weights, routes: routes)
  }
}
