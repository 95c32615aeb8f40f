/// The sums of a rank's own tokens, and how far they are.
struct TokenSums<Element: CombinedPayload> {
  /// `[tokens, hidden]`, row-major.
  var rows: [Element]
  /// `[tokens, k]`, row-major; nil where no weights come back.
  var weights: [Float]?
  /// The token that is summed next.
  var next = 0
  /// `[nodes]`, rows of each node's stream that were used.
  var used: [Int]
  /// `[nodes]`, contributions of the current chunk that were used.
  var usedOfChunk: [Int]

  /// Begins with no token summed.
  ///
  /// - Parameters:
  ///   - rows: Memory to write to if it has the right length; allocated otherwise.
  ///   - handle: Of the dispatch.
  ///   - settings: Of the exchange.
  ///   - hasWeights: Whether weights come back, too.
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
