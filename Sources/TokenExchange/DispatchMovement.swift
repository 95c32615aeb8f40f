internal import ExpertParallelism
internal import FloatFormats
internal import MPIRuntime

/// The rows of a dispatch on their way: to the ranks of the own node, to the peers in other nodes, and
/// from those peers to the ranks of the own node.
final class DispatchMovement<Payload: TokenPayload>: ExchangeMovement {
  let header: OperationHeader
  private let context: ExchangeContext
  private let tokens: DispatchedTokens<Payload>
  /// Of a cached dispatch; nil of a fresh one.
  private let cached: DispatchHandle?
  private let number: Int
  private let widths: RowSections.Widths
  private var routes: DispatchRoutes?
  private var memory: NodeMemory?
  private(set) var region: SharedRegion?
  private var senders: [Int: RailSender] = [:]
  private var receivers: [Int: RailReceiver] = [:]
  /// Own rows handed out in this node so far.
  private var handedOut = 0
  /// Rows written to each rank of the node since it was last told.
  private var written: [Int]
  private var slot = 0

  init(
    _ tokens: DispatchedTokens<Payload>, header: OperationHeader, cached: DispatchHandle?,
    context: ExchangeContext
  ) {
    self.tokens = tokens
    self.header = header
    self.cached = cached
    self.context = context
    number = context.started + 1
    widths = context.settings.dispatchWidths(Payload.payloadType, isCached: cached != nil)
    written = Array(repeating: 0, count: context.grid.ranksPerNode)
  }

  func begin(
    _ headers: GatheredHeaders
  ) throws(ExchangeError) -> (bytes: Int, region: SharedRegion?) {
    let routes =
      cached?.routes
      ?? DispatchRoutes(
        ids: tokens.ids, tokens: tokens.count, headers: headers, context: context)
    self.routes = routes
    let rows = routes.rowsOfNode[context.ownPlace]
    return (context.settings.regionBytes(rows: rows, widths: widths), nil)
  }

  func fill(_ region: SharedRegion) { self.region = region }

  func connect(_ addresses: [Int], slot: Int, tag: Int) throws(ExchangeError) {
    guard let routes else { return }
    self.slot = slot
    memory = NodeMemory(
      addresses, rows: routes.rowsOfNode, widths: widths, pool: context.pool)
    let settings = context.settings
    let capacity = settings.rowsPerChunk * widths.total
    for node in context.otherNodes {
      senders[node] = RailSender(
        rail: context.rail, peer: node, tag: tag,
        chunks: settings.chunks(ofRows: routes.tokens[node].count), capacity: capacity,
        channels: settings.channels)
      let rows = routes.incomingRows[node]
      let sizes = (0..<settings.chunks(ofRows: rows)).map {
        settings.rows(ofChunk: $0, of: rows).count * widths.total
      }
      receivers[node] = try messaging { () throws(MPIError) in
        try RailReceiver(
          rail: context.rail, peer: node, tag: tag, sizes: sizes, channels: settings.channels)
      }
    }
  }

  func advance() throws(ExchangeError) -> Bool {
    var hasMoved = false
    for node in context.otherNodes {
      if try send(to: node) { hasMoved = true }
      if try forward(from: node) { hasMoved = true }
    }
    if handOut() { hasMoved = true }
    return hasMoved
  }

  var isComplete: Bool {
    handedOut == ownRows && senders.values.allSatisfy(\.isComplete)
      && receivers.values.allSatisfy(\.isComplete)
  }

  var expectedRows: Int { routes?.rowsOfNode[context.ownPlace] ?? 0 }

  var isReadByOthers: Bool { false }

  /// What came, once the operation has ended.
  func finished() -> ReceivedTokens<Payload>? {
    guard let routes, let region else { return nil }
    let sections = RowSections(rows: expectedRows, widths: widths)
    if let cached {
      return ReceivedTokens(
        handle: cached, region: region, sections: sections, format: tokens.format)
    }
    let ids: Span<Int32> = unsafe region.span(
      at: sections.ids, bytes: sections.rows * widths.ids)
    let handle = DispatchHandle(
      context: context, number: number, routes: routes, ids: tokens.ids, tokens: tokens.count,
      receivedIDs: ids.copied)
    return ReceivedTokens(
      handle: handle, region: region, sections: sections, format: tokens.format)
  }

  private var ownRows: Int { routes?.tokens[context.ownNode].count ?? 0 }

  /// Hands a piece of the own rows to the ranks of the node.
  private func handOut() -> Bool {
    guard let routes, let memory, handedOut < ownRows else { return false }
    let last = min(ownRows, handedOut + context.settings.rowsPerChunk)
    let own = context.ownNode
    // Reason: rows are read in the arrays that the movement holds.
    unsafe tokens.withRows { rows in
      for index in handedOut..<last {
        let row = unsafe rows.row(routes.tokens[own][index])
        unsafe place(row, routes.outgoing[own].legs(ofRow: index), in: memory)
      }
    }
    handedOut = last
    tellRanks()
    return true
  }

  /// Packs and sends a chunk to the peer in another node.
  private func send(to node: Int) throws(ExchangeError) -> Bool {
    guard let routes, let sender = senders[node] else { return false }
    return try messaging { () throws(MPIError) in
      // Reason: `start` is a channel with room for the rows of a chunk.
      unsafe try sender.advance { chunk, start in
        let indices = context.settings.rows(ofChunk: chunk, of: routes.tokens[node].count)
        let packed = unsafe RowChunk(start, rows: indices.count, widths: widths)
        unsafe tokens.withRows { rows in
          for (place, index) in indices.enumerated() {
            unsafe packed.write(rows.row(routes.tokens[node][index]), at: place)
          }
        }
        let bytes = indices.count * widths.total
        context.traffic.bytesToNodes[node] += bytes
        return bytes
      }
    }
  }

  /// Hands a chunk that came from another node to the ranks of this one.
  private func forward(from node: Int) throws(ExchangeError) -> Bool {
    guard let memory, let receiver = receivers[node] else { return false }
    return try messaging { () throws(MPIError) in
      // Reason: the chunk stays in its channel until it is released below.
      guard let start = unsafe try receiver.head() else { return false }
      let incoming = context.settings.rows(
        ofChunk: receiver.current, of: routes?.incomingRows[node] ?? 0)
      let chunk = unsafe RowChunk(
        UnsafeMutableRawPointer(mutating: start), rows: incoming.count, widths: widths)
      for (index, row) in incoming.enumerated() {
        let source = unsafe chunk.row(index)
        if cached == nil {
          unsafe append(source.ids, from: node)
        }
        if let legs = routes?.incoming[node].legs(ofRow: row) {
          unsafe place(source, legs, in: memory)
        }
      }
      try receiver.release()
      tellRanks()
      return true
    }
  }

  /// Learns the ids of a row that came from another node.
  private func append(_ ids: UnsafePointer<Int32>?, from node: Int) {
    // Reason: the ids of a row in a chunk are that many.
    guard let ids = unsafe ids else { return }
    let span = unsafe Span(_unsafeStart: ids, count: context.settings.selections)
    routes?.append(span, from: node)
  }

  /// Copies a row to all its ranks in this node.
  private func place(_ row: RowPointers, _ legs: ArraySlice<HopTable.Leg>, in memory: NodeMemory) {
    for leg in legs {
      let experts = context.grid.experts(ofRank: context.rank(ofPlace: leg.place))
      // Reason: the row on the rank is inside its region, which was made for all its rows.
      unsafe memory.write(row, to: leg, experts: experts)
      context.traffic.move(widths.total, inPlace: leg.place == context.ownPlace)
      written[leg.place] += 1
    }
  }

  private func tellRanks() {
    for place in written.indices where written[place] > 0 {
      context.control.number(.arrived, slot: slot, of: place).add(written[place])
      written[place] = 0
    }
  }
}
