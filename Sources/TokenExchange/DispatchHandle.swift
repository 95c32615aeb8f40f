internal import ExpertParallelism

/// What a combine, or another dispatch of the same tokens, needs to know of a dispatch.
///
/// It belongs to the exchange that made it and can be used any number of times.
public final class DispatchHandle {
  /// One selected expert of a received row.
  public struct Contribution: Hashable, Sendable {
    /// Among the received rows.
    public let row: Int
    /// Which of the token's selections it is.
    public let slot: Int
    /// Among the experts of this rank.
    public let expert: Int
  }

  let context: ExchangeContext
  /// Of the dispatch that made it, from 1.
  let number: Int
  let routes: DispatchRoutes
  /// `[tokens, k]`, this rank's own, global.
  let ids: [Int32]
  /// Rows that this rank dispatched.
  public let tokens: Int
  /// `[received rows, k]`, local ids, -1 for experts of other ranks.
  let receivedIDs: [Int32]

  init(
    context: ExchangeContext, number: Int, routes: DispatchRoutes, ids: [Int32], tokens: Int,
    receivedIDs: [Int32]
  ) {
    self.context = context
    self.number = number
    self.routes = routes
    self.ids = ids
    self.tokens = tokens
    self.receivedIDs = receivedIDs
  }

  /// Of the exchange.
  public var settings: ExchangeSettings { context.settings }

  /// Rows that this rank received: what a combine in BF16 takes.
  public var receivedRows: Int { routes.rowsOfNode[context.ownPlace] }

  /// `[ranks]`, received rows by the rank that dispatched them.
  public var receivedRowsBySource: [Int] { routes.rowsBySource }

  /// Selected experts of all received rows: the rows that a combine in FP32 takes.
  public var contributionCount: Int { routes.contributionsOfNode[context.ownPlace] }

  /// The order of the rows that a combine in FP32 takes: by received row, and within a row by expert,
  /// an expert that was selected twice by slot.
  ///
  /// - Complexity: O(received rows · k)
  public var contributions: [Contribution] {
    let selections = context.settings.selections
    let experts = 0..<context.grid.expertsPerRank
    return (0..<receivedRows).flatMap { row in
      let first = row * selections
      let ids = receivedIDs[first..<first + selections]
      return HopTable.slots(ids, within: experts).map { slot in
        Contribution(row: row, slot: slot, expert: Int(ids[first + slot]))
      }
    }
  }

  /// `[local experts]`, selections of each expert of this rank, whoever dispatched them.
  ///
  /// - Complexity: O(received rows · k)
  public var rowsPerLocalExpert: [Int] {
    var counts = Array(repeating: 0, count: context.grid.expertsPerRank)
    for id in receivedIDs where id >= 0 { counts[Int(id)] += 1 }
    return counts
  }

  /// Rows that a combine takes on this rank.
  ///
  /// - Parameter type: `.float` or `.bfloat16`.
  /// - Returns: Contributions in FP32, received rows in BF16.
  func combinedRows(_ type: PayloadType) -> Int {
    type == .float ? contributionCount : receivedRows
  }
}
