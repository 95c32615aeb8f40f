internal import ExpertParallelism

/// The headers of all ranks, once they agree.
struct GatheredHeaders {
  private let words: [Int64]
  private let length: Int
  private let ranks: Int

  /// Checks that all ranks do the same.
  ///
  /// - Parameters:
  ///   - words: `[ranks × header]`, in rank order.
  ///   - grid: Of the exchange.
  /// - Throws: `ExchangeError` with code `refusedElsewhere` or `ranksDisagree`, the same on every
  ///   rank.
  init(_ words: [Int64], grid: ExpertGrid) throws(ExchangeError) {
    self.words = words
    length = words.count / grid.ranks
    ranks = grid.ranks
    try checkRefusals()
    let names = ["operation", "payload", "format of codes", "weights", "handle"]
    for (column, name) in names.enumerated() {
      let values = (0..<ranks).map { Int(words[$0 * length + column]) }
      try Agreement.check(name, values) { value in
        switch column {
        case 0: OperationHeader.Kind(rawValue: value)?.name ?? "\(value)"
        case 1: PayloadType(rawValue: value).map { "\($0)" } ?? "\(value)"
        case 3: value == 0 ? "absent" : "present"
        default: "\(value)"
        }
      }
    }
  }

  /// Rows that a rank sends to another.
  func rows(from source: Int, to rank: Int) -> Int {
    Int(words[source * length + OperationHeader.fixedWords + rank])
  }

  /// Contributions that come back to a rank from another.
  func contributions(from source: Int, to rank: Int) -> Int {
    Int(words[source * length + OperationHeader.fixedWords + ranks + rank])
  }

  /// Rows that a rank sends to a node.
  func rows(from source: Int, toNode node: Int) -> Int {
    Int(words[source * length + OperationHeader.fixedWords + 2 * ranks + node])
  }

  /// Rows that a rank receives.
  func rows(to rank: Int) -> Int {
    (0..<ranks).reduce(0) { $0 + rows(from: $1, to: rank) }
  }

  private func checkRefusals() throws(ExchangeError) {
    let refusals = (0..<ranks).map { Int(words[$0 * length + OperationHeader.fixedWords - 1]) }
    guard let first = refusals.firstIndex(where: { $0 != 0 }) else { return }
    let code = ExchangeError.Code(rawValue: refusals[first]).map { "\($0)" } ?? "unknown"
    let others = refusals.count { $0 != 0 } - 1
    throw ExchangeError(
      code: .refusedElsewhere,
      detail: "rank \(first) of \(ranks) refused its input (\(code))"
        + (others == 0 ? "" : ", and \(others) other ranks theirs"))
  }
}
