internal import ExpertParallelism

/// Counts the rows of the two-hop exchange token by token, as an exchange that carries them would.
///
/// It knows nothing of a ``DispatchLayout``, so that the two can be held against each other.
struct RowWalk {
  private(set) var traffic = DispatchTraffic.zero

  /// Carries each token to the ranks of its experts.
  ///
  /// - Parameters:
  ///   - topK: `[tokens, selections]`, row-major, experts.
  ///   - selections: Experts of a token.
  ///   - source: The rank that owns the tokens.
  ///   - grid: Where the experts are.
  /// - Complexity: O(`topK` · log `selections`)
  mutating func carry(_ topK: [Int32], selections: Int, from source: Int, on grid: ExpertGrid) {
    var path: [Int] = []
    for first in stride(from: 0, to: topK.count, by: selections) {
      path.removeAll(keepingCapacity: true)
      for slot in first..<first + selections { path.append(grid.rank(ofExpert: Int(topK[slot]))) }
      path.sort()
      var (rankBefore, nodeBefore) = (-1, -1)
      for rank in path where rank != rankBefore {
        traffic.rowsInsideNodes += 1
        if grid.localIndex(ofRank: rank) == grid.localIndex(ofRank: source) {
          traffic.rowsInPlace += 1
        }
        let node = grid.node(ofRank: rank)
        if node != nodeBefore {
          traffic.rowsToNodes += 1
          if node != grid.node(ofRank: source) { traffic.rowsBetweenNodes += 1 }
        }
        (rankBefore, nodeBefore) = (rank, node)
      }
    }
  }
}
