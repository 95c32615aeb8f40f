import TransformerModels

/// Over how many nodes and ranks the experts of one token spread, on average.
///
/// The gate is taken as one that ranks all experts at random, keeps the groups of the best-placed
/// experts, and takes the best `active` experts of those. Experts are drawn in the order of that
/// ranking, so the count of groups and of cells met so far is a Markov chain and the expectations
/// are exact. This is the routing of DeepEP's benchmark (tests/legacy/test_internode.py), whose
/// figures come out: 3.98 nodes and 7.47 ranks per token at 64 ranks, 3.61 and 7.26 at 32.
struct RoutingSpread: Hashable, Sendable {
  /// Expected distinct nodes of a token's experts, its own node included.
  let nodes: Double
  /// Expected distinct ranks of a token's experts, its own rank included.
  let ranks: Double

  /// - Parameters:
  ///   - experts: Whose `routed` is divisible by `ranks`.
  ///   - ranks: Expert-parallel ranks; experts are dealt to them in consecutive equal runs.
  ///   - nodes: Nodes that the ranks fill, in consecutive equal runs.
  /// - Complexity: O(`active` · groups · `ranks`)
  init(_ experts: Architecture.Experts, ranks: Int, nodes: Int) {
    self.ranks = Self.expectedCells(experts, cells: ranks)
    self.nodes = Self.expectedCells(experts, cells: nodes)
  }

  /// Expected distinct cells, where the experts are dealt to `cells` in consecutive equal runs.
  ///
  /// Cells that neither divide groups nor are divided by them are counted without the group limit,
  /// which is an upper bound.
  static func expectedCells(_ experts: Architecture.Experts, cells: Int) -> Double {
    let groups = experts.groups
    if cells.isMultiple(of: groups) { return chain(experts, cellsPerGroup: cells / groups).cells }
    guard groups.isMultiple(of: cells) else {
      var ungrouped = experts
      (ungrouped.groups, ungrouped.keptGroups) = (1, 1)
      return chain(ungrouped, cellsPerGroup: cells).cells
    }
    // Given their number, the groups met are a uniform subset of all groups.
    let groupsPerCell = groups / cells
    return chain(experts, cellsPerGroup: 1).groups.enumerated().reduce(0) { sum, entry in
      let missed = (0..<entry.offset).reduce(1.0) {
        $0 * Double(max(0, groups - groupsPerCell - $1)) / Double(groups - $1)
      }
      return sum + entry.element * Double(cells) * (1 - missed)
    }
  }

  /// Draws `active` experts in ranking order.
  ///
  /// - Returns: Probability of each count of distinct groups, `[keptGroups + 1]`, and the expected
  ///   count of distinct cells.
  private static func chain(
    _ experts: Architecture.Experts, cellsPerGroup: Int
  ) -> (groups: [Double], cells: Double) {
    let groupSize = experts.routed / experts.groups
    let cellSize = Double(groupSize) / Double(cellsPerGroup)
    var groups = [Double](repeating: 0, count: experts.keptGroups + 1)
    // cells[g]: expectation of the distinct cells on the event that g groups were met.
    var cells = groups
    groups[0] = 1
    for drawn in 0..<experts.active {
      var (nextGroups, nextCells) = (groups.map { _ in 0.0 }, cells.map { _ in 0.0 })
      for met in groups.indices where groups[met] > 0 {
        let open = met < experts.keptGroups ? experts.groups : met
        let remaining = Double(open * groupSize - drawn)
        let newGroup = Double((open - met) * groupSize) / remaining
        let perCell = cellSize / remaining
        if met + 1 < groups.count {
          nextGroups[met + 1] += groups[met] * newGroup
          nextCells[met + 1] += (cells[met] + groups[met]) * newGroup
        }
        nextGroups[met] += groups[met] * (1 - newGroup)
        let newCell = (groups[met] * Double(met * cellsPerGroup) - cells[met]) * perCell
        nextCells[met] += cells[met] * (1 - newGroup) + newCell
      }
      (groups, cells) = (nextGroups, nextCells)
    }
    return (groups, cells.reduce(0, +))
  }
}
