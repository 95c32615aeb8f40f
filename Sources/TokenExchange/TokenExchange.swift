public import ExpertParallelism
internal import Glibc
public import MPIRuntime

/// Sends tokens to the ranks of their experts and brings the results back, over MPI, in two hops.
///
/// Between nodes a token travels once to each node of its experts, as a message to the rank with the
/// same place there; inside a node ranks copy rows once, into or out of memory that they share. The
/// operations are collective: every rank starts the same ones in the same order. Four can be on their
/// way at a time; to start a fifth waits for the first.
///
/// A combine is a dispatch's backward: given gradients of the received rows it sums them by token. A
/// dispatch with a handle is a combine's backward: it brings each token's gradient to its ranks.
///
/// - Source: DeepEP, deep_ep/buffers/legacy.py; DeepSeek-V3 Technical Report, section 3.2.2.
public final class TokenExchange {
  public let settings: ExchangeSettings
  /// Which ranks hold which experts.
  public let grid: ExpertGrid
  let context: ExchangeContext

  /// Prepares exchanges between the ranks of a group; every rank calls it.
  ///
  /// - Parameters:
  ///   - settings: The same on every rank.
  ///   - group: The ranks that share the experts.
  /// - Throws: `ExchangeError`, the same on every rank: `ranksDisagree` names the setting and who
  ///   gave what, `settingOutOfRange` what cannot be, `messagingFailed` when a node's ranks are on
  ///   several machines or MPI fails.
  public init(_ settings: ExchangeSettings, over group: Communicator) throws(ExchangeError) {
    let given = try messaging { () throws(MPIError) in
      try group.allGather(settings.named.map { Int64($0.value) })
    }
    for (index, setting) in settings.named.enumerated() {
      try Agreement.check(setting.name, given.map { Int($0[index]) })
    }
    try settings.check()
    let grid = try routing { () throws(RoutingError) in
      try ExpertGrid(
        experts: settings.experts, ranks: group.size, ranksPerNode: settings.ranksPerNode)
    }
    self.settings = settings
    self.grid = grid
    context = try messaging { () throws(MPIError) in
      guard
        let node = try group.split(color: grid.node(ofRank: group.rank), key: group.rank),
        let rail = try group.split(color: grid.localIndex(ofRank: group.rank), key: group.rank)
      else { throw MPIError(code: .callFailed, detail: "MPI_Comm_split gave no group") }
      return try ExchangeContext(
        settings: settings, grid: grid, group: group, node: node, rail: rail)
    }
  }

  /// What this rank has moved since the start, or since the last reset.
  public var traffic: ExchangeTraffic { context.traffic }

  /// Begins to count traffic anew.
  public func resetTraffic() { context.traffic = ExchangeTraffic(nodes: grid.nodes) }

  /// Moves what can be moved now of all that is under way; errors wait for who finishes it.
  public func progress() {
    guard !context.inFlight.isEmpty else { return }
    _ = context.progress()
  }

  /// Gives the shared memory and what MPI keeps for it back; every rank calls it.
  ///
  /// Nothing may be on its way, and no received or shared rows may be held any more. Without it the
  /// memory stays until the run ends.
  ///
  /// - Throws: `ExchangeError` with code `messagingFailed`.
  public func close() throws(ExchangeError) {
    guard !context.isClosed else { return }
    precondition(context.inFlight.isEmpty, "\(context.inFlight.count) operations are in flight")
    context.isClosed = true
    try messaging { () throws(MPIError) in
      try context.pool.close()
      try context.control.close()
      try context.node.free()
      try context.rail.free()
    }
  }

  /// Waits until one more operation can be kept apart from those in flight: until the fourth before it
  /// has ended.
  ///
  /// - Throws: `ExchangeError` with code `closed`.
  func makeReady() throws(ExchangeError) {
    let slot = context.started % ControlBlock.slots
    while !context.isClosed, context.inFlight.contains(where: { $0.slot == slot }) {
      if !context.progress() { sched_yield() }
    }
    guard !context.isClosed else {
      throw ExchangeError(code: .closed, detail: "the exchange was closed, or failed before")
    }
  }
}
