internal import CMPI

extension Communicator {
  /// Starts to send a buffer, or the first elements of one, to one process.
  ///
  /// - Parameters:
  ///   - buffer: `[capacity]`; comes back from `wait()`.
  ///   - count: Elements to send, at most the capacity; nil for all.
  ///   - receiver: A rank of this group, this process included.
  ///   - tag: From 0; the receive names the same.
  /// - Returns: The operation in flight, which has to be waited for.
  /// - Throws: `MPIError` with code `rankOutOfRange`, `tagOutOfRange`, `countTooLarge`, or
  ///   `callFailed` when MPI fails.
  public func send<Element: MessageElement>(
    _ buffer: consuming MessageBuffer<Element>, count: Int? = nil, to receiver: Int, tag: Int
  ) throws(MPIError) -> PendingOperation<Element> {
    let peer = try checked(rank: receiver, as: "receiver")
    let tagCode = try checked(tag: tag)
    let length = try messageCount(count, of: buffer.count)
    guard let group = unsafe try handle(), receiver != rank else {
      let message = unsafe UnsafeMutableBufferPointer(rebasing: buffer.elements[..<Int(length)])
      mailbox.send(unsafe Array(UnsafeRawBufferPointer(message)), tag: tag)
      return PendingOperation(.sentToSelf, buffer: buffer)
    }
    var request: cmpi_request?
    // SAFETY: the operation owns the memory until MPI is done with it.
    let code = unsafe cmpi_isend(
      buffer.elements.baseAddress, length, Element.messageType.code, peer, tagCode, group, &request)
    try check("MPI_Isend", code)
    return PendingOperation(unsafe .send(request), buffer: buffer)
  }

  /// Starts to receive a message of exactly the buffer's length, or a given one, from one process.
  ///
  /// Messages of one sender and tag arrive in the order sent. The element type has to be the sender's;
  /// MPI notices another one only by its size. A message from this process itself has to be sent
  /// before it is waited for.
  ///
  /// - Parameters:
  ///   - buffer: `[capacity]`; comes back from `wait()`, its beginning overwritten.
  ///   - count: Elements to receive, at most the capacity; nil for as many as that.
  ///   - sender: A rank of this group, this process included.
  ///   - tag: From 0; the send names the same.
  /// - Returns: The operation in flight, which has to be waited for.
  /// - Throws: `MPIError` with code `rankOutOfRange`, `tagOutOfRange`, `countTooLarge`, or
  ///   `callFailed` when MPI fails.
  public func receive<Element: MessageElement>(
    _ buffer: consuming MessageBuffer<Element>, count: Int? = nil, from sender: Int, tag: Int
  ) throws(MPIError) -> PendingOperation<Element> {
    let peer = try checked(rank: sender, as: "sender")
    let tagCode = try checked(tag: tag)
    let length = try messageCount(count, of: buffer.count)
    let origin = MessageOrigin(sender: sender, tag: tag, posted: Int(length))
    guard let group = unsafe try handle(), sender != rank else {
      let number = mailbox.post(tag: tag)
      return PendingOperation(.receiveFromSelf(mailbox, number, origin), buffer: buffer)
    }
    var request: cmpi_request?
    // SAFETY: the operation owns the memory until MPI is done with it.
    let code = unsafe cmpi_irecv(
      buffer.elements.baseAddress, length, Element.messageType.code, peer, tagCode, group, &request)
    try check("MPI_Irecv", code)
    return PendingOperation(unsafe .receive(request, origin), buffer: buffer)
  }

  /// Waits until a message with a tag can be received, whoever sent it.
  ///
  /// - Parameter tag: From 0.
  /// - Returns: The sender; a `receive` from it finds this message.
  /// - Throws: `MPIError` with code `tagOutOfRange`; `noMessage` in a process alone that sent itself
  ///   none; `callFailed` when MPI fails.
  public func nextSender(tag: Int) throws(MPIError) -> Int {
    let tagCode = try checked(tag: tag)
    guard let group = unsafe try handle() else {
      guard mailbox.holdsNext(tag: tag) else {
        throw MPIError(code: .noMessage, detail: "tag \(tag) in a process alone")
      }
      return 0
    }
    var sender: Int32 = 0
    try check("MPI_Probe", unsafe cmpi_probe_any(group, tagCode, &sender))
    return Int(sender)
  }

  private func checked(tag: Int) throws(MPIError) -> Int32 {
    guard (0...world.greatestTag).contains(tag), let narrow = Int32(exactly: tag) else {
      throw MPIError(
        code: .tagOutOfRange, detail: "tag \(tag), tags go from 0 to \(world.greatestTag)")
    }
    return narrow
  }
}
