/// How many rows of one token each the ports of every rank carry in the two hops of a dispatch.
///
/// - Source: DeepSeek-V3 Technical Report, section 3.2.2.
public struct PortRows: Hashable, Sendable {
  /// `[ranks]`, through a rank's network card to other nodes.
  public internal(set) var networkSent: [Int]
  /// `[ranks]`, through a rank's network card from other nodes.
  public internal(set) var networkReceived: [Int]
  /// `[ranks]`, to other ranks of the node, forwarded rows and own ones.
  public internal(set) var nodeSent: [Int]
  /// `[ranks]`, from other ranks of the node.
  public internal(set) var nodeReceived: [Int]

  public init(ranks: Int) {
    networkSent = Array(repeating: 0, count: ranks)
    networkReceived = networkSent
    nodeSent = networkSent
    nodeReceived = networkSent
  }

  /// Adds what the tokens of one rank put on the ports.
  ///
  /// - Parameters:
  ///   - layout: Of the tokens; its ranks are those of the ports.
  ///   - source: The rank that owns the tokens.
  /// - Complexity: O(ranks)
  public mutating func add(_ layout: DispatchLayout, from source: Int) {
    let grid = layout.grid
    precondition(
      grid.ranks == networkSent.count && (0..<grid.ranks).contains(source),
      "rank \(source), \(grid.ranks) ranks, ports of \(networkSent.count)")
    let (ownNode, place) = (grid.node(ofRank: source), grid.localIndex(ofRank: source))
    for node in 0..<grid.nodes {
      let forwarder = grid.ranks(ofNode: node).lowerBound + place
      if node != ownNode {
        networkSent[source] += layout.tokensPerNode[node]
        networkReceived[forwarder] += layout.tokensPerNode[node]
      }
      for rank in grid.ranks(ofNode: node) where rank != forwarder {
        nodeSent[forwarder] += layout.tokensPerRank[rank]
        nodeReceived[rank] += layout.tokensPerRank[rank]
      }
    }
  }
}
