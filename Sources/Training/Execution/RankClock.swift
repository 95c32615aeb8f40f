public import MPIRuntime

/// A clock that all ranks share, be they on several machines.
///
/// Ranks of one machine read the same clock. Those of another machine find out how far theirs is ahead
/// of rank 0's by messages to and fro: the answer of the fastest one was written half its way ago.
public struct RankClock: Hashable, Sendable {
  /// What is to be added to this machine's clock, in nanoseconds.
  public let offset: Int64
  /// The time that the fastest message to rank 0 and back took; 0 where none was needed.
  ///
  /// The offset is wrong by half of it at most.
  public let roundTrip: Int64

  private static let rounds = 32
  private static let tag = 0

  /// Nanoseconds on the common clock.
  public var now: Int64 { MonotonicClock.now + offset }

  /// Agrees on a clock; every rank takes part.
  ///
  /// - Parameters:
  ///   - communicator: All ranks; no other message of tag 0 may be under way.
  ///   - measures: Whether messages are sent even between ranks of one machine.
  /// - Throws: `MPIError` when a message fails.
  public init(agreedOn communicator: Communicator, measures: Bool = false) throws(MPIError) {
    let machines = try communicator.allGather(MonotonicClock.identity ?? [])
    let isShared = machines.allSatisfy { !$0.isEmpty && $0 == machines[0] }
    guard measures || !isShared else {
      (offset, roundTrip) = (0, 0)
      return
    }
    guard communicator.rank > 0 else {
      for rank in 1..<max(communicator.size, 1) {
        try Self.answer(rank, on: communicator)
      }
      (offset, roundTrip) = (0, 0)
      return
    }
    var best: (offset: Int64, roundTrip: Int64)?
    for _ in 0..<Self.rounds {
      let sent = MonotonicClock.now
      let theirs = try Self.ask(on: communicator)
      let received = MonotonicClock.now
      if received - sent < best?.roundTrip ?? .max {
        best = (theirs - (sent + (received - sent) / 2), received - sent)
      }
    }
    (offset, roundTrip) = best ?? (0, 0)
  }

  private static func ask(on communicator: Communicator) throws(MPIError) -> Int64 {
    let answer = try communicator.receive(
      MessageBuffer<Int64>(repeating: 0, count: 1), from: 0, tag: tag)
    _ = try communicator.send(MessageBuffer<Int64>([0]), to: 0, tag: tag).wait()
    return try answer.wait().array.first ?? 0
  }

  private static func answer(_ rank: Int, on communicator: Communicator) throws(MPIError) {
    for _ in 0..<rounds {
      _ = try communicator.receive(
        MessageBuffer<Int64>(repeating: 0, count: 1), from: rank, tag: tag
      ).wait()
      _ = try communicator.send(MessageBuffer([MonotonicClock.now]), to: rank, tag: tag).wait()
    }
  }
}
