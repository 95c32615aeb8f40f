/// Whether ranks gave the same value.
enum Agreement {
  /// Refuses values that differ, and says which rank gave which.
  ///
  /// - Parameters:
  ///   - name: Of the value.
  ///   - values: `[ranks]`
  ///   - describe: How a value reads.
  /// - Throws: `ExchangeError` with code `ranksDisagree`.
  static func check(
    _ name: String, _ values: [Int], describe: (Int) -> String = { "\($0)" }
  ) throws(ExchangeError) {
    guard let first = values.first, values.contains(where: { $0 != first }) else { return }
    var groups: [(value: Int, ranks: [Int])] = []
    for (rank, value) in values.enumerated() {
      if let known = groups.firstIndex(where: { $0.value == value }) {
        groups[known].ranks.append(rank)
      } else {
        groups.append((value, [rank]))
      }
    }
    let parts = groups.map { "\(describe($0.value)) on \(Self.named($0.ranks))" }
    throw ExchangeError(
      code: .ranksDisagree,
      detail: "\(name) is \(parts.joined(separator: ", ")); every rank has to give the same")
  }

  /// Says "rank 3", "ranks 0, 2", or how many where they are many.
  private static func named(_ ranks: [Int]) -> String {
    guard ranks.count > 1 else { return "rank \(ranks[0])" }
    let shown = ranks.prefix(8).map(String.init).joined(separator: ", ")
    return "ranks \(shown)" + (ranks.count > 8 ? " and \(ranks.count - 8) more" : "")
  }
}
