/// Messages that a process alone sends to itself.
///
/// The n-th receive of a tag gets the n-th message of that tag, as between two MPI processes.
final class SoloMailbox {
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
          receive number \(number + 1) with tag \(tag) of a process alone; it sent itself \
          \(sent[tag, default: 0])
          """)
    }
    return message
  }
}
