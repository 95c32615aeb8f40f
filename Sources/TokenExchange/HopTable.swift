internal import ExpertParallelism

/// Where the rows of one stream, the tokens of one rank that go to one node, lie on the node's ranks.
struct HopTable {
  /// One row on one rank.
  struct Leg: Hashable {
    /// Place of the rank in the node.
    var place: Int
    /// Among all rows that the rank receives.
    var row: Int
    /// Of the row's contributions, among all of the rank.
    var firstContribution: Int
    var contributions: Int
  }

  /// Experts of the node's first rank begin here.
  private let firstExpert: Int
  private let expertsPerRank: Int
  /// Row and contribution that come next on each rank of the node.
  private var nextRow: [Int]
  private var nextContribution: [Int]
  /// Index of each row's first leg, and the number of legs at the end.
  private var starts: [Int] = [0]
  private var legs: [Leg] = []
  /// Reused: contributions of a row on each rank.
  private var counts: [Int]

  /// Begins an empty stream.
  ///
  /// - Parameters:
  ///   - grid: Where the experts are.
  ///   - node: Where the rows go.
  ///   - firstRows: `[ranks per node]`, where the stream's rows begin on each rank.
  ///   - firstContributions: The same for contributions.
  init(grid: ExpertGrid, node: Int, firstRows: [Int], firstContributions: [Int]) {
    firstExpert = node * grid.ranksPerNode * grid.expertsPerRank
    expertsPerRank = grid.expertsPerRank
    nextRow = firstRows
    nextContribution = firstContributions
    counts = Array(repeating: 0, count: grid.ranksPerNode)
  }

  var rows: Int { starts.count - 1 }

  /// Legs of a row, in the order of ranks.
  func legs(ofRow row: Int) -> ArraySlice<Leg> { legs[starts[row]..<starts[row + 1]] }

  /// Contributions of a row on all ranks of the node.
  func contributions(ofRow row: Int) -> Int {
    legs(ofRow: row).reduce(0) { $0 + $1.contributions }
  }

  /// Adds the next row of the stream.
  ///
  /// - Parameter ids: `[k]`, global; those of other nodes are passed over.
  /// - Returns: False, and nothing is added, when no id is of this node.
  @discardableResult
  mutating func append(_ ids: Span<Int32>) -> Bool {
    var isHere = false
    for slot in ids.indices {
      let expert = Int(ids[slot]) - firstExpert
      guard ids[slot] >= 0, expert >= 0, expert < expertsPerRank * counts.count else { continue }
      counts[expert / expertsPerRank] += 1
      isHere = true
    }
    guard isHere else { return false }
    for place in counts.indices where counts[place] > 0 {
      legs.append(
        Leg(
          place: place, row: nextRow[place], firstContribution: nextContribution[place],
          contributions: counts[place]))
      nextRow[place] += 1
      nextContribution[place] += counts[place]
      counts[place] = 0
    }
    starts.append(legs.count)
    return true
  }

  /// Slots of a row whose experts are on a node, in the order of experts, equal ones by slot: the
  /// order of the row's contributions.
  static func slots(_ ids: ArraySlice<Int32>, within experts: Range<Int>) -> [Int] {
    let here = ids.indices.filter { experts.contains(Int(ids[$0])) }
    return here.sorted { (ids[$0], $0) < (ids[$1], $1) }.map { $0 - ids.startIndex }
  }
}
