extension DispatchLayout {
  /// What the two-hop exchange moves for the tokens of one rank.
  ///
  /// - Parameter source: The rank that owns the tokens.
  /// - Returns: Rows of these tokens alone; those of all ranks add up.
  /// - Complexity: O(nodes)
  public func traffic(from source: Int) -> DispatchTraffic {
    checkSource(source)
    let place = grid.localIndex(ofRank: source)
    return DispatchTraffic(
      rowsBetweenNodes: tokensPerNode.reduce(0, +) - tokensPerNode[grid.node(ofRank: source)],
      rowsInsideNodes: tokensPerRank.reduce(0, +),
      // In every node the forwarding rank is the one with the source's own place.
      rowsInPlace: stride(from: place, to: grid.ranks, by: grid.ranksPerNode)
        .reduce(0) { $0 + tokensPerRank[$1] },
      rowsToNodes: tokensPerNode.reduce(0, +))
  }

  /// What a combine moves that does not sum on the way: one row per token and selected expert on
  /// each hop, so that the owner of a token can add them up in the order of the experts.
  ///
  /// - Parameter source: The rank that owns the tokens.
  /// - Returns: Rows of these tokens alone; those of all ranks add up.
  /// - Complexity: O(experts)
  public func unsummedTraffic(from source: Int) -> DispatchTraffic {
    checkSource(source)
    let (node, place) = (grid.node(ofRank: source), grid.localIndex(ofRank: source))
    var traffic = DispatchTraffic.zero
    for rank in 0..<grid.ranks {
      let rows = grid.experts(ofRank: rank).reduce(0) { $0 + tokensPerExpert[$1] }
      traffic.rowsInsideNodes += rows
      traffic.rowsToNodes += rows
      if grid.localIndex(ofRank: rank) == place { traffic.rowsInPlace += rows }
      if grid.node(ofRank: rank) != node { traffic.rowsBetweenNodes += rows }
    }
    return traffic
  }

  /// What an exchange in one hop would send between nodes: one row per token and distinct rank
  /// outside the own node.
  ///
  /// - Parameter source: The rank that owns the tokens.
  /// - Returns: Rows of these tokens alone; those of all ranks add up.
  /// - Complexity: O(ranks)
  public func rowsBetweenNodesInOneHop(from source: Int) -> Int {
    checkSource(source)
    let own = grid.ranks(ofNode: grid.node(ofRank: source))
    return tokensPerRank.reduce(0, +) - tokensPerRank[own].reduce(0, +)
  }

  private func checkSource(_ source: Int) {
    precondition((0..<grid.ranks).contains(source), "rank \(source) of \(grid.ranks)")
  }
}
