internal import ExpertParallelism
internal import MPIRuntime

/// What all operations of an exchange share.
final class ExchangeContext {
  let settings: ExchangeSettings
  let grid: ExpertGrid
  /// All ranks.
  let group: Communicator
  /// The ranks of this rank's node.
  let node: Communicator
  /// The ranks with this rank's place in all nodes, in the order of nodes.
  let rail: Communicator
  let pool: SharedPool
  let control: ControlBlock
  var traffic: ExchangeTraffic
  /// Operations started so far.
  var started = 0
  /// In the order of their start.
  var inFlight: [ExchangeOperation] = []
  /// Set when the exchange is closed, or when an operation failed: ranks are out of step then.
  var isClosed = false

  init(
    settings: ExchangeSettings, grid: ExpertGrid, group: Communicator, node: Communicator,
    rail: Communicator
  ) throws(MPIError) {
    self.settings = settings
    self.grid = grid
    self.group = group
    self.node = node
    self.rail = rail
    pool = SharedPool(node: node)
    control = try ControlBlock(node: node)
    traffic = ExchangeTraffic(nodes: grid.nodes)
  }

  var ownNode: Int { rail.rank }
  var ownPlace: Int { node.rank }
  /// The experts of this rank.
  var ownExperts: Range<Int> { grid.experts(ofRank: group.rank) }

  /// Nodes other than this rank's, beginning with the next: ranks then do not all turn to one node.
  var otherNodes: [Int] { (1..<max(1, grid.nodes)).map { (ownNode + $0) % grid.nodes } }

  /// The rank of a place in this rank's node.
  func rank(ofPlace place: Int) -> Int { ownNode * grid.ranksPerNode + place }

  /// The experts of a node.
  func experts(ofNode node: Int) -> Range<Int> {
    let perNode = grid.ranksPerNode * grid.expertsPerRank
    return node * perNode..<(node + 1) * perNode
  }

  /// Lets every operation in flight go on, in the order of their start.
  ///
  /// Regions are placed in that order, too: ranks that grow their memory together then do so for the
  /// same operation.
  ///
  /// - Returns: Whether anything happened.
  func progress() -> Bool {
    var hasMoved = false
    var mayPlace = true
    for operation in inFlight {
      if operation.advance(mayPlace: mayPlace) { hasMoved = true }
      mayPlace = mayPlace && operation.isPlaced
    }
    inFlight.removeAll { $0.isEnded }
    return hasMoved
  }
}
