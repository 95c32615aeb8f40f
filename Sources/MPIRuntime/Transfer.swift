internal import CMPI

/// How far an operation is.
@safe
enum Transfer {
  case done
  case send(cmpi_request?)
  case receive(cmpi_request?, MessageOrigin)
  /// The mailbox holds a copy.
  case sentToSelf
  /// The message of this number is awaited.
  case receiveFromSelf(SelfMailbox, Int, MessageOrigin)
}

/// Where a message is expected from.
struct MessageOrigin {
  var sender: Int
  var tag: Int

  /// Refuses a message that has not exactly the length posted for it.
  ///
  /// - Parameters:
  ///   - bytes: What was sent.
  ///   - posted: Elements that the buffer holds.
  ///   - element: What the buffer is made of.
  /// - Throws: `MPIError` with code `messageTooLong` or `messageTooShort`.
  func check<Element: MessageElement>(
    bytes: Int, posted: Int, of element: Element.Type
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
