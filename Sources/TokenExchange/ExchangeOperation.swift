internal import MPIRuntime

/// An operation on its way: first all ranks say what they do, then the node's ranks say where their
/// shared memory is, then rows move, and then ranks release each other.
final class ExchangeOperation {
  private enum Phase {
    case gathering, placing, moving, releasing, ended
  }

  private let context: ExchangeContext
  private let movement: any ExchangeMovement
  /// Which of the control numbers are its own, and the tag of its messages.
  let slot: Int
  /// Among all that were started, from 1.
  private let number: Int
  private var phase = Phase.gathering
  private var headers: PendingOperation<Int64>?
  /// Shared memory that this rank needs, and has once it is placed.
  private var bytes = 0
  private var region: SharedRegion?
  private var hasAnnounced = false
  /// Why the operation cannot go on.
  private(set) var failure: ExchangeError?
  /// What this rank refused its own input for.
  private let refusal: ExchangeError?

  /// Starts an operation; every rank starts the same ones in the same order.
  ///
  /// - Parameters:
  ///   - movement: What the operation does.
  ///   - context: Of the exchange.
  ///   - refusal: Why this rank cannot take part. The others learn of it, and fail, too.
  /// - Throws: `ExchangeError` with code `messagingFailed`.
  init(
    _ movement: any ExchangeMovement, in context: ExchangeContext, refusal: ExchangeError? = nil
  ) throws(ExchangeError) {
    self.context = context
    self.movement = movement
    self.refusal = refusal
    slot = context.started % ControlBlock.slots
    number = context.started + 1
    context.control.clear(slot: slot, of: context.ownPlace)
    context.control.number(.operation, slot: slot, of: context.ownPlace).store(number)
    var header = movement.header
    header.refusal = refusal?.code.rawValue ?? 0
    let words = header.words
    var buffer = MessageBuffer<Int64>(repeating: 0, count: words.count * context.group.size)
    var span = buffer.mutableSpan
    for (index, word) in words.enumerated() {
      span[context.group.rank * words.count + index] = word
    }
    headers = try Self.startGather(buffer, in: context)
    context.started += 1
    context.inFlight.append(self)
  }

  private static func startGather(
    _ words: consuming MessageBuffer<Int64>, in context: ExchangeContext
  ) throws(ExchangeError) -> PendingOperation<Int64> {
    do throws(MPIError) {
      return try context.group.startAllGather(words)
    } catch {
      throw ExchangeError(error)
    }
  }

  /// Whether all ranks of the node know each other's regions.
  var isPlaced: Bool { phase == .moving || phase == .releasing || phase == .ended }

  var isEnded: Bool { phase == .ended }

  /// Goes on as far as is possible without waiting, but no longer than a piece of work.
  ///
  /// - Parameter mayPlace: Whether all earlier operations have their regions.
  /// - Returns: Whether anything happened.
  func advance(mayPlace: Bool) -> Bool {
    do throws(ExchangeError) {
      switch phase {
      case .gathering: return try gather()
      case .placing: return mayPlace ? try place() : false
      case .moving: return try move()
      case .releasing: return release()
      case .ended: return false
      }
    } catch {
      fail(error)
      return true
    }
  }

  private func gather() throws(ExchangeError) -> Bool {
    let isThere = try messaging { () throws(MPIError) in try headers?.isComplete() ?? false }
    guard isThere else { return false }
    let words = try messaging { () throws(MPIError) in try headers.take()?.wait().array ?? [] }
    if let refusal { throw refusal }
    let gathered = try GatheredHeaders(words, grid: context.grid)
    let need = try movement.begin(gathered)
    region = need.region
    bytes = need.bytes
    phase = .placing
    return true
  }

  /// Announces this rank's region, and goes on when all others have.
  private func place() throws(ExchangeError) -> Bool {
    if !hasAnnounced { announce() }
    let addresses = (0..<context.node.size).map {
      context.control.number(.address, slot: slot, of: $0).load()
    }
    guard !addresses.contains(0) else { return false }
    guard !addresses.contains(where: { $0 < 0 }) else {
      // All ranks of the node see the same numbers here, so that all of them make room.
      let lack = region == nil ? max(1, bytes) : 0
      try messaging { () throws(MPIError) in try context.pool.grow(bytes: lack) }
      announce()
      // Without it a rank could see another's need a second time.
      try messaging { () throws(MPIError) in try context.node.barrier() }
      return true
    }
    try movement.connect(addresses, slot: slot, tag: slot)
    if !movement.isReadByOthers { releaseOthers() }
    phase = .moving
    return true
  }

  private func announce() {
    let needsRoom = region == nil
    if needsRoom { region = context.pool.take(bytes: bytes) }
    let word = context.control.number(.address, slot: slot, of: context.ownPlace)
    if let region {
      if needsRoom || !hasAnnounced { movement.fill(region) }
      word.store(context.pool.address(of: region))
    } else {
      word.store(-max(1, bytes))
    }
    hasAnnounced = true
  }

  private func move() throws(ExchangeError) -> Bool {
    let hasMoved = try movement.advance()
    guard movement.isComplete else { return hasMoved }
    if movement.isReadByOthers { releaseOthers() }
    phase = .releasing
    return true
  }

  private func releaseOthers() {
    for place in 0..<context.node.size {
      context.control.number(.released, slot: slot, of: place).add(1)
    }
  }

  /// Ends when nobody needs this rank any more, and all its rows have come.
  private func release() -> Bool {
    let own = context.ownPlace
    guard context.control.number(.released, slot: slot, of: own).load() == context.node.size,
      context.control.number(.arrived, slot: slot, of: own).load() == movement.expectedRows
    else { return false }
    phase = .ended
    region = nil
    return true
  }

  /// Ranks of the node that have not started the operation yet, or have not said where their memory is;
  /// none where all have.
  var lateRanks: [Int] {
    var late = (0..<context.node.size).filter { place in
      context.control.number(.operation, slot: slot, of: place).load() < number
    }
    if late.isEmpty, phase == .placing {
      late = (0..<context.node.size).filter { place in
        context.control.number(.address, slot: slot, of: place).load() == 0
      }
    }
    return late.map(context.rank(ofPlace:))
  }

  /// Ends it without a result.
  func abandon() {
    guard !isEnded else { return }
    fail(ExchangeError(code: .closed, detail: "the operation was given up"))
  }

  private func fail(_ error: ExchangeError) {
    failure = error
    phase = .ended
    context.isClosed = true
    // Reason: MPI may still read and write the buffers of messages on their way. The job is about to
    // end, and until then nothing may free them.
    _ = unsafe Unmanaged.passRetained(self)
  }
}
