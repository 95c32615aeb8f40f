/// Which rank and node hold which experts of a layer.
///
/// Experts are dealt to ranks, and ranks to nodes, in consecutive equal runs.
///
/// - Source: DeepEP, csrc/kernels/legacy/layout.cu.
public struct ExpertGrid: Hashable, Sendable {
  public let experts: Int
  public let ranks: Int
  public let ranksPerNode: Int

  /// - Parameters:
  ///   - experts: Routed experts of the layer; redundant copies count as experts of their own.
  ///   - ranks: Ranks that share the experts evenly.
  ///   - ranksPerNode: Ranks that share a node.
  /// - Throws: `RoutingError` when a count is below 1 (`notPositive`), when `ranks` does not divide
  ///   `experts` or `ranksPerNode` does not divide `ranks` (`indivisible`).
  public init(experts: Int, ranks: Int, ranksPerNode: Int) throws(RoutingError) {
    let counts = "\(experts) experts, \(ranks) ranks, \(ranksPerNode) ranks per node"
    guard experts > 0, ranks > 0, ranksPerNode > 0 else {
      throw RoutingError(code: .notPositive, detail: "\(counts); each must be at least 1")
    }
    guard experts.isMultiple(of: ranks) else {
      throw RoutingError(
        code: .indivisible, detail: "\(counts); experts must be a multiple of the ranks")
    }
    guard ranks.isMultiple(of: ranksPerNode) else {
      throw RoutingError(
        code: .indivisible, detail: "\(counts); ranks must be a multiple of the ranks per node")
    }
    self.experts = experts
    self.ranks = ranks
    self.ranksPerNode = ranksPerNode
  }

  public var nodes: Int { ranks / ranksPerNode }

  public var expertsPerRank: Int { experts / ranks }

  /// The rank that holds an expert of 0 ..< ``experts``.
  public func rank(ofExpert expert: Int) -> Int { expert / expertsPerRank }

  /// The node on which a rank of 0 ..< ``ranks`` is.
  public func node(ofRank rank: Int) -> Int { rank / ranksPerNode }

  /// The place in its node of a rank of 0 ..< ``ranks``: 0 ..< ``ranksPerNode``.
  public func localIndex(ofRank rank: Int) -> Int { rank % ranksPerNode }

  /// The experts that a rank holds.
  public func experts(ofRank rank: Int) -> Range<Int> {
    rank * expertsPerRank..<(rank + 1) * expertsPerRank
  }

  /// The ranks that share a node.
  public func ranks(ofNode node: Int) -> Range<Int> {
    node * ranksPerNode..<(node + 1) * ranksPerNode
  }
}
