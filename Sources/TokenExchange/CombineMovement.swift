internal import ExpertParallelism
internal import MPIRuntime

/// The rows of a combine on their way: from the ranks of a node to its peer of the owner, from there
/// to the owner, and from the ranks of the owner's own node.
final class CombineMovement<Element: CombinedPayload>: ExchangeMovement {
  let header: OperationHeader
  let context: ExchangeContext
  let handle: DispatchHandle
  private var input: CombineInput<Element>
  let widths: RowSections.Widths
  private(set) var memory: NodeMemory?
  private var senders: [Int: RailSender] = [:]
  private(set) var receivers: [Int: RailReceiver] = [:]
  var owner: TokenSums<Element>
  var sum: RowSum

  init(
    _ input: CombineInput<Element>, into rows: [Element], header: OperationHeader,
    handle: DispatchHandle, context: ExchangeContext
  ) {
    self.input = input
    self.header = header
    self.handle = handle
    self.context = context
    widths = context.settings.combineWidths(
      Element.payloadType, hasWeights: input.weights != nil)
    owner = TokenSums(
      rows: rows, handle: handle, settings: context.settings, hasWeights: input.weights != nil)
    sum = RowSum(width: context.settings.hidden, type: Element.payloadType)
  }

  /// Whether contributions travel unsummed.
  var isExact: Bool { Element.payloadType == .float }

  /// Bytes of what travels for a contribution, or for a row where rows are summed.
  var unitWidth: Int {
    context.settings.bytesPerCombinedRow(Element.payloadType, hasWeights: hasWeights)
  }

  var hasWeights: Bool { widths.weights > 0 }

  func begin(
    _ headers: GatheredHeaders
  ) throws(ExchangeError) -> (bytes: Int, region: SharedRegion?) {
    let rows = handle.combinedRows(Element.payloadType)
    // Weights are by received row even where rows are by contribution.
    return (
      context.settings.regionBytes(rows: max(rows, handle.receivedRows), widths: widths),
      input.region
    )
  }

  func fill(_ region: SharedRegion) {
    let rows = handle.combinedRows(Element.payloadType)
    let sections = RowSections(rows: rows, widths: widths)
    // Reason: the region was asked for with room for these sections.
    unsafe input.fill(region.start, sections: sections)
  }

  func connect(_ addresses: [Int], slot: Int, tag: Int) throws(ExchangeError) {
    let routes = handle.routes
    let settings = context.settings
    memory = NodeMemory(
      addresses, rows: isExact ? routes.contributionsOfNode : routes.rowsOfNode, widths: widths,
      pool: context.pool)
    for node in context.otherNodes {
      let outgoing = sizes(routes.incoming[node])
      senders[node] = RailSender(
        rail: context.rail, peer: node, tag: tag, chunks: outgoing.count,
        capacity: outgoing.max() ?? 0, channels: settings.channels)
      let arriving = sizes(routes.outgoing[node])
      receivers[node] = try messaging { () throws(MPIError) in
        try RailReceiver(
          rail: context.rail, peer: node, tag: tag, sizes: arriving, channels: settings.channels)
      }
    }
  }

  func advance() throws(ExchangeError) -> Bool {
    var hasMoved = false
    for node in context.otherNodes {
      guard let sender = senders[node] else { continue }
      let hasSent = try messaging { () throws(MPIError) in
        // Reason: `start` is a channel as long as the longest chunk of the stream.
        unsafe try sender.advance { chunk, start in
          let bytes = unsafe pack(chunk: chunk, of: node, into: start)
          context.traffic.bytesToNodes[node] += bytes
          return bytes
        }
      }
      if hasSent { hasMoved = true }
    }
    if try addTokens() { hasMoved = true }
    return hasMoved
  }

  var isComplete: Bool {
    owner.next == handle.tokens && senders.values.allSatisfy(\.isComplete)
  }

  /// The sums, once the operation has ended; they are handed out once.
  func takeRows() -> [Element] {
    defer { owner.rows = [] }
    return owner.rows
  }

  var expectedRows: Int { 0 }

  var isReadByOthers: Bool { true }

  /// Bytes of each chunk of a stream.
  private func sizes(_ table: HopTable) -> [Int] {
    (0..<context.settings.chunks(ofRows: table.rows)).map { chunk in
      let rows = context.settings.rows(ofChunk: chunk, of: table.rows)
      guard isExact else { return rows.count * unitWidth }
      return rows.reduce(0) { $0 + table.contributions(ofRow: $1) } * unitWidth
    }
  }
}
