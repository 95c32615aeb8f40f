import LinearAlgebra
import MPIRuntime
import PipelineSchedules

/// Everything that a rank hands to other stages or gets from them during a step.
///
/// Between ranks it travels as messages, between two stages of one rank it only changes hands.
final class BoundaryTraffic {
  /// Something that arrived, and what the wait for it is to be attributed by.
  struct Delivery {
    var matrix: Matrix
    /// When it was made, on the ranks' common clock in nanoseconds.
    var made: Int64
    /// When it was seen to be here; ``made`` where it only changed hands.
    var arrived: Int64
    /// The rank that made it.
    var sender: Int
  }

  let communicator: Communicator
  private let schedule: PipelineSchedule
  /// Of all that travels in the present step.
  var shape: (rows: Int, columns: Int)
  private let clock: RankClock
  private var incoming: [IncomingMessage] = []
  /// Taken, with memory for the next ones.
  private var idle: [IncomingMessage] = []
  private var outgoing: [OutgoingMessage] = []
  /// Sent, with memory for the next ones; no more than were ever on their way at a time.
  private var sent: [OutgoingMessage] = []
  private var local: [Boundary: Delivery] = [:]

  init(
    _ schedule: PipelineSchedule, shape: (rows: Int, columns: Int), clock: RankClock,
    on communicator: Communicator
  ) {
    self.schedule = schedule
    self.shape = shape
    self.clock = clock
    self.communicator = communicator
  }

  /// The sends that MPI is not done with, in no order.
  var unsent: [OutgoingMessage] { outgoing }

  /// Posts the receive of a boundary, unless it is made on this rank.
  ///
  /// - Throws: `MPIError` where it cannot be posted.
  func post(_ boundary: Boundary) throws(MPIError) {
    let sender = schedule.rank(ofStage: boundary.stage, microbatch: boundary.microbatch)
    guard sender != communicator.rank else { return }
    let tag = boundary.tag(microbatches: schedule.microbatches)
    while let message = idle.popLast() {
      guard message.shape == shape else { continue }
      try message.post(boundary, from: sender, tag: tag, on: communicator)
      return incoming.append(message)
    }
    incoming.append(
      try IncomingMessage(boundary, shape: shape, from: sender, tag: tag, on: communicator))
  }

  /// Hands a boundary on: starts its send, or keeps it for a stage of this rank.
  ///
  /// - Throws: `MPIError` where it cannot be sent.
  func hand(_ boundary: Boundary, _ matrix: Matrix) throws(MPIError) {
    let made = clock.now
    let receiver = schedule.rank(ofStage: boundary.reader, microbatch: boundary.microbatch)
    guard receiver != communicator.rank else {
      local[boundary] = Delivery(matrix: matrix, made: made, arrived: made, sender: receiver)
      return
    }
    let tag = boundary.tag(microbatches: schedule.microbatches)
    while let message = sent.popLast() {
      guard message.count == matrix.values.count else { continue }
      try message.send(boundary, matrix, made: made, to: receiver, tag: tag, on: communicator)
      return outgoing.append(message)
    }
    outgoing.append(
      try OutgoingMessage(
        boundary, matrix, made: made, to: receiver, tag: tag, on: communicator))
  }

  /// Lets MPI make progress, notes what arrived, and frees what was sent.
  ///
  /// Each question that MPI is asked costs a look at all its connections, and a turn of the core where
  /// ranks are told to give way; so only what matters is asked after, and one message more.
  ///
  /// - Parameter awaited: What the rank waits for; while it computes, nothing.
  /// - Throws: `MPIError` where MPI fails.
  func progress(awaiting awaited: [Boundary] = []) throws(MPIError) {
    for message in incoming where message.arrived == nil {
      guard awaited.isEmpty || awaited.contains(message.boundary) else { continue }
      try message.look(clock)
      if awaited.isEmpty, message.arrived == nil { break }
    }
    while let message = outgoing.first {
      outgoing.removeFirst()
      guard try message.finish() else { return outgoing.append(message) }
      sent.append(message)
    }
  }

  /// The rank from which a boundary is still to come; nil where it is here.
  func awaited(_ boundary: Boundary) -> Int? {
    incoming.first { $0.boundary == boundary && $0.arrived == nil }?.sender
  }

  /// Takes a boundary that is here.
  ///
  /// - Throws: `ExecutionError` with code `wrongInput` where it is not; `MPIError` where a message
  ///   has not the length that all ranks agreed on.
  func take(_ boundary: Boundary) throws -> Delivery {
    if let delivery = local.removeValue(forKey: boundary) { return delivery }
    guard let place = incoming.firstIndex(where: { $0.boundary == boundary }),
      let arrived = incoming[place].arrived
    else {
      throw ExecutionError(
        code: .wrongInput,
        detail:
          "what stage \(boundary.stage) made of microbatch \(boundary.microbatch) is not there")
    }
    let message = incoming.remove(at: place)
    let (made, matrix) = try message.take()
    idle.append(message)
    return Delivery(matrix: matrix, made: made, arrived: arrived, sender: message.sender)
  }

  /// Gives up all that is in flight, for a run that ends because of an error.
  func abandon() {
    for message in incoming { message.abandon() }
    for message in outgoing { message.abandon() }
    (incoming, outgoing) = ([], [])
    local.removeAll()
  }
}
