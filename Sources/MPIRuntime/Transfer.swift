internal import CMPI

/// How far an operation is.
@safe
enum Transfer {
  case done
  case send(cmpi_request?)
  /// A collective in place, which checks no lengths.
  case collective(cmpi_request?)
  case receive(cmpi_request?, MessageOrigin)
  /// The mailbox holds a copy.
  case sentToSelf
  /// The message of this number is awaited.
  case receiveFromSelf(SelfMailbox, Int, MessageOrigin)
}

/// Where a message is expected from, and how long it is to be.
struct MessageOrigin {
  var sender: Int
  var tag: Int
  /// Elements that were posted for it.
  var posted: Int

  /// Refuses a message that has not exactly the length posted for it.
  ///
  /// - Parameters:
  ///   - bytes: What was sent.
  ///   - element: What the buffer is made of.
  /// - Throws: `MPIError` with code `messageTooLong` or `messageTooShort`.
  func check<Element: MessageElement>(
    bytes: Int, of element: Element.Type
  ) throws(MPIError) {
    let room = posted * MemoryLayout<Element>.stride
    guard bytes != room else { return }
    throw MPIError(
      code: bytes > room ? .messageTooLong : .messageTooShort,
      detail: """
        posted \(posted) \(Element.self) (\(room) bytes) for rank \(sender), tag \(tag); \
        \(bytes) bytes were sent
        """)
  }
}
