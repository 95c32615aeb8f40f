internal import ExpertParallelism
internal import MPIRuntime

/// Where the rows of one dispatch go, and where those that pass through or arrive come from.
struct DispatchRoutes {
  /// Own tokens that go to each node, in order: `[nodes][rows]`.
  let tokens: [[Int]]
  /// Own rows on the ranks of each node: `[nodes]`.
  let outgoing: [HopTable]
  /// Rows that the peer in each other node sends here: `[nodes]`.
  let incomingRows: [Int]
  /// The same on the ranks of this node, as far as they are known: `[nodes]`.
  var incoming: [HopTable]
  /// Ids of these rows: `[nodes][rows, k]`.
  var incomingIDs: [[Int32]]
  /// `[ranks per node]`, rows that each rank of this node receives.
  let rowsOfNode: [Int]
  /// `[ranks per node]`, contributions of these rows.
  let contributionsOfNode: [Int]
  /// `[ranks]`, rows that this rank receives from each.
  let rowsBySource: [Int]

  /// Finds the routes of this rank's own tokens; those of rows that pass through follow as they come.
  ///
  /// - Parameters:
  ///   - ids: `[tokens, k]`, this rank's own.
  ///   - count: Tokens of this rank.
  ///   - headers: Of the dispatch.
  ///   - context: Of the exchange.
  init(ids: [Int32], tokens count: Int, headers: GatheredHeaders, context: ExchangeContext) {
    let grid = context.grid
    let own = context.group.rank
    func table(from source: Int, to node: Int) -> HopTable {
      let ranks = grid.ranks(ofNode: node)
      return HopTable(
        grid: grid, node: node,
        firstRows: ranks.map { rank in
          (0..<source).reduce(0) { $0 + headers.rows(from: $1, to: rank) }
        },
        firstContributions: ranks.map { rank in
          (0..<source).reduce(0) { $0 + headers.contributions(from: $1, to: rank) }
        })
    }
    var outgoing = (0..<grid.nodes).map { table(from: own, to: $0) }
    var tokens = Array(repeating: [Int](), count: grid.nodes)
    let selections = context.settings.selections
    for token in 0..<count {
      let row = ids.span.extracting(token * selections..<(token + 1) * selections)
      for node in 0..<grid.nodes where outgoing[node].append(row) { tokens[node].append(token) }
    }
    self.outgoing = outgoing
    self.tokens = tokens
    let peers = (0..<grid.nodes).map { $0 * grid.ranksPerNode + context.ownPlace }
    incoming = peers.map { table(from: $0, to: context.ownNode) }
    incomingIDs = Array(repeating: [], count: grid.nodes)
    incomingRows = peers.enumerated().map { node, peer in
      node == context.ownNode ? 0 : headers.rows(from: peer, toNode: context.ownNode)
    }
    let members = grid.ranks(ofNode: context.ownNode)
    rowsOfNode = members.map(headers.rows(to:))
    contributionsOfNode = members.map { member in
      (0..<grid.ranks).reduce(0) { $0 + headers.contributions(from: $1, to: member) }
    }
    rowsBySource = (0..<grid.ranks).map { headers.rows(from: $0, to: own) }
  }

  /// Adds a row that came from another node.
  ///
  /// - Parameters:
  ///   - ids: `[k]`, global.
  ///   - node: Where the row comes from.
  mutating func append(_ ids: Span<Int32>, from node: Int) {
    incoming[node].append(ids)
    for slot in ids.indices { incomingIDs[node].append(ids[slot]) }
  }
}
