import MPIRuntime

/// Carries letters between pipeline ranks that run in different processes.
protocol RankLink {
  /// Takes a copy of a letter to the process of another rank.
  func deliver(_ box: Int32, _ letter: Letter, to rank: Int) throws
  /// Waits for any letter, files it, and names the rank that it is for.
  func receive(into mail: inout Mailboxes) throws -> Int
  /// Returns once all letters are gone.
  func finish() throws
}

/// Letters as messages; whoever is ready sends, whoever is blocked takes what comes.
final class MessageLink: RankLink {
  private let communicator: Communicator
  private let lanes: Int
  /// `[pipeline rank]`, the process that runs it.
  private let owners: [Int]
  private var underWay: [Outgoing] = []
  private static let tag = 7

  /// A send owns its buffer until it is waited for.
  private final class Outgoing {
    private var operation: PendingOperation<Int64>?
    init(_ operation: consuming PendingOperation<Int64>) { self.operation = consume operation }
    func finish() throws {
      if let operation = operation.take() { _ = try operation.wait() }
    }
  }

  init(communicator: Communicator, lanes: Int, owners: [Int]) {
    self.communicator = communicator
    self.lanes = lanes
    self.owners = owners
  }

  func deliver(_ box: Int32, _ letter: Letter, to rank: Int) throws {
    var buffer = MessageBuffer<Int64>(repeating: 0, count: 2 * lanes + 2)
    var span = buffer.mutableSpan
    span[0] = Int64(box)
    span[1] = Int64(rank)
    for lane in 0..<lanes {
      span[2 + lane] = unsafe letter.produced[lane]
      span[2 + lanes + lane] = unsafe letter.moves[lane]
    }
    underWay.append(
      Outgoing(try communicator.send(buffer, to: owners[rank], tag: Self.tag)))
  }

  func receive(into mail: inout Mailboxes) throws -> Int {
    let source = try communicator.nextSender(tag: Self.tag)
    let operation = try communicator.receive(
      MessageBuffer<Int64>(repeating: 0, count: 2 * lanes + 2), from: source, tag: Self.tag)
    let buffer = try operation.wait()
    let span = buffer.span
    let letter = mail.post(Int32(span[0]))
    for lane in 0..<lanes {
      unsafe letter.produced[lane] = span[2 + lane]
      unsafe letter.moves[lane] = span[2 + lanes + lane]
    }
    return Int(span[1])
  }

  func finish() throws {
    for outgoing in underWay { try outgoing.finish() }
    underWay = []
  }
}
