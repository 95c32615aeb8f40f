/// The sums of a rank's own tokens, and how far they are.
struct TokenSums<Element: CombinedPayload> {
  /// `[tokens, hidden]`
  var rows: [Element]
  /// `[tokens, k]`
  var weights: [Float]?
  /// The token that is summed next.
  var next = 0
  /// `[nodes]`, rows of each node's stream that were used.
  var used: [Int]
  /// `[nodes]`, contributions of the current chunk that were used.
  var usedOfChunk: [Int]

  /// - Parameter rows: Memory to write to if it has the right length; allocated otherwise.
  init(rows: [Element], handle: DispatchHandle, settings: ExchangeSettings, hasWeights: Bool) {
    let count = handle.tokens * settings.hidden
    if rows.count == count {
      self.rows = rows
    } else {
      self.rows = unsafe [Element](unsafeUninitializedCapacity: count) { _, initialized in
        // Reason: every row is written before the operation ends and shows it.
        initialized = count
      }
    }
    weights = hasWeights ? Array(repeating: 0, count: handle.tokens * settings.selections) : nil
    used = Array(repeating: 0, count: handle.routes.outgoing.count)
    usedOfChunk = used
  }
}
