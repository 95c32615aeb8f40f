internal import LinearAlgebra
internal import TokenExchange

/// A combine between ranks on its way.
final class RankCombine<Payload: ReturnedPayload>: PendingCombine {
  private let wait: PassWait?
  private var pending: PendingExchange<CombinedTokens<Payload>>?
  private let columns: Int

  /// - Parameters:
  ///   - pending: What is on its way.
  ///   - columns: Of a row.
  ///   - wait: Where a wait for other ranks is noted.
  init(
    _ pending: consuming PendingExchange<CombinedTokens<Payload>>, columns: Int,
    noting wait: PassWait?
  ) {
    self.wait = wait
    self.pending = consume pending
    self.columns = columns
  }

  // As of a dispatch.
  deinit { pending.take()?.abandon() }

  func finish() throws(TrainingError) -> CombinedRows {
    guard let pending = pending.take() else {
      throw TrainingError(code: .outOfOrder, detail: "a combine that was finished before")
    }
    let combined = try pending.finished(noting: wait)
    return CombinedRows(
      sums: Payload.matrix(of: combined.rows, columns: columns), weights: combined.weights ?? [])
  }
}
