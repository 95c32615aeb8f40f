/// Messages of one communicator that a process sends to itself; none goes through MPI.
///
/// A process alone has no MPI, and Open MPI 4.1 writes beyond the buffer when a process sends itself
/// more than it posted, or cuts the message off without an error. The n-th receive of a tag gets the
/// n-th message of that tag, as between two processes.
final class SelfMailbox {
  private struct Slot: Hashable {
    var tag: Int
    var number: Int
  }

  private var messages: [Slot: [UInt8]] = [:]
  private var sent: [Int: Int] = [:]
  private var posted: [Int: Int] = [:]

  /// Keeps a message until it is taken.
  ///
  /// - Complexity: O(bytes)
  func send(_ message: [UInt8], tag: Int) {
    messages[Slot(tag: tag, number: sent[tag, default: 0])] = message
    sent[tag, default: 0] += 1
  }

  /// Reserves the next message of a tag, sent already or not.
  ///
  /// - Returns: The message's number, for ``isThere(tag:number:)`` and ``take(tag:number:)``.
  func post(tag: Int) -> Int {
    defer { posted[tag, default: 0] += 1 }
    return posted[tag, default: 0]
  }

  func isThere(tag: Int, number: Int) -> Bool { messages[Slot(tag: tag, number: number)] != nil }

  /// Whether the next receive of a tag finds its message.
  func holdsNext(tag: Int) -> Bool { isThere(tag: tag, number: posted[tag, default: 0]) }

  /// Removes a message.
  ///
  /// - Throws: `MPIError` with code `noMessage` when it was never sent, where MPI would wait for ever.
  func take(tag: Int, number: Int) throws(MPIError) -> [UInt8] {
    guard let message = messages.removeValue(forKey: Slot(tag: tag, number: number)) else {
      throw MPIError(
        code: .noMessage,
        detail: """
          receive number \(number + 1) with tag \(tag) from this process itself, which sent \
          \(sent[tag, default: 0])
          """)
    }
    return message
  }
}
