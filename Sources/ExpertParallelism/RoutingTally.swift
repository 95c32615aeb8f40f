/// What a routed batch puts on experts, GPUs, nodes and their ports, added up rank by rank.
///
/// The processes of a job each add the ranks that they hold; ``counters`` is what they then sum.
public struct RoutingTally: Hashable, Sendable {
  public let grid: ExpertGrid
  public private(set) var tokens = 0
  /// `[experts]`, selections of each.
  public private(set) var expertLoads: [Int]
  public private(set) var traffic = DispatchTraffic.zero
  public private(set) var ports: PortRows

  public init(grid: ExpertGrid) {
    self.grid = grid
    expertLoads = Array(repeating: 0, count: grid.experts)
    ports = PortRows(ranks: grid.ranks)
  }

  /// Adds the tokens of one rank.
  ///
  /// - Parameters:
  ///   - layout: Of the tokens, on this tally's grid.
  ///   - source: The rank that owns the tokens.
  /// - Complexity: O(experts + ranks)
  public mutating func add(_ layout: DispatchLayout, from source: Int) {
    precondition(layout.grid == grid, "a layout of \(layout.grid) in a tally of \(grid)")
    tokens += layout.tokens
    for expert in expertLoads.indices { expertLoads[expert] += layout.tokensPerExpert[expert] }
    traffic += layout.traffic(from: source)
    ports.add(layout, from: source)
  }

  /// `[ranks]`, selections of the experts on each.
  public var rankLoads: [Int] {
    (0..<grid.ranks).map { expertLoads[grid.experts(ofRank: $0)].reduce(0, +) }
  }

  /// `[nodes]`, selections of the experts on each.
  public var nodeLoads: [Int] {
    let loads = rankLoads
    return (0..<grid.nodes).map { loads[grid.ranks(ofNode: $0)].reduce(0, +) }
  }

  /// Distinct nodes of a token's experts on average, its own node included; 0 where there are no
  /// tokens.
  public var nodesPerToken: Double { perToken(traffic.rowsToNodes) }

  /// Distinct remote nodes of a token's experts on average; 0 where there are no tokens.
  public var remoteNodesPerToken: Double { perToken(traffic.rowsBetweenNodes) }

  /// Distinct ranks of a token's experts on average; 0 where there are no tokens.
  public var ranksPerToken: Double { perToken(traffic.rowsInsideNodes) }

  private func perToken(_ rows: Int) -> Double {
    tokens == 0 ? 0 : Double(rows) / Double(tokens)
  }
}

extension RoutingTally {
  /// All that is counted, in a fixed order; tallies of different tokens add up element by element.
  public var counters: [Int] {
    [
      tokens, traffic.rowsBetweenNodes, traffic.rowsInsideNodes, traffic.rowsInPlace,
      traffic.rowsToNodes,
    ] + expertLoads + ports.networkSent + ports.networkReceived + ports.nodeSent
      + ports.nodeReceived
  }

  /// Restores a tally, or the sum of several, from their counters.
  ///
  /// - Parameters:
  ///   - grid: Of all the tallies.
  ///   - counters: The element-wise sum of their ``counters``.
  public init(grid: ExpertGrid, counters: [Int]) {
    let expected = 5 + grid.experts + 4 * grid.ranks
    precondition(counters.count == expected, "\(counters.count) counters, expected \(expected)")
    self.init(grid: grid)
    tokens = counters[0]
    traffic = DispatchTraffic(
      rowsBetweenNodes: counters[1], rowsInsideNodes: counters[2], rowsInPlace: counters[3],
      rowsToNodes: counters[4])
    var rest = counters[5...]
    func next(_ count: Int) -> [Int] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    expertLoads = next(grid.experts)
    ports.networkSent = next(grid.ranks)
    ports.networkReceived = next(grid.ranks)
    ports.nodeSent = next(grid.ranks)
    ports.nodeReceived = next(grid.ranks)
  }
}
