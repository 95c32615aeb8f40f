internal import LinearAlgebra
internal import TokenExchange

/// A combine between ranks on its way.
final class RankCombine<Payload: ReturnedPayload>: PendingCombine {
  private var pending: PendingExchange<CombinedTokens<Payload>>?
  private let columns: Int

  /// - Parameters:
  ///   - pending: What is on its way.
  ///   - columns: Of a row.
  init(_ pending: consuming PendingExchange<CombinedTokens<Payload>>, columns: Int) {
    self.pending = consume pending
    self.columns = columns
  }

  // As of a dispatch.
  deinit { pending.take()?.abandon() }

  func finish() throws(TrainingError) -> CombinedRows {
    guard let pending = pending.take() else {
      throw TrainingError(code: .outOfOrder, detail: "a combine that was finished before")
    }
    let combined = try pending.finished()
    return CombinedRows(
      sums: Payload.matrix(of: combined.rows, columns: columns), weights: combined.weights ?? [])
  }
}
