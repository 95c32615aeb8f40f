internal import CMPI

/// A send, receive or collective in flight, owning its buffer until ``wait()`` hands it back.
///
/// To drop one without waiting ends the process: MPI would go on writing to memory that is gone.
@safe
public struct PendingOperation<Element: MessageElement>: ~Copyable {
  private var transfer: Transfer
  private var buffer: MessageBuffer<Element>

  init(_ transfer: Transfer, buffer: consuming MessageBuffer<Element>) {
    self.transfer = transfer
    self.buffer = buffer
  }

  deinit {
    guard case .done = transfer else {
      // Not a precondition: those lose their message in release builds.
      fatalError("an MPI operation was dropped without wait()")
    }
  }

  /// True when ``wait()`` would return at once; asking also lets MPI make progress.
  ///
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  public func isComplete() throws(MPIError) -> Bool {
    switch transfer {
    case .send(let request), .collective(let request), .receive(let request, _):
      var complete = false
      let code = unsafe cmpi_is_complete(request, &complete)
      try check("MPI_Request_get_status", code)
      return complete
    case .receiveFromSelf(let mailbox, let number, let origin):
      return mailbox.isThere(tag: origin.tag, number: number)
    case .sentToSelf, .done: return true
    }
  }

  /// Blocks until MPI is done with the buffer.
  ///
  /// - Returns: The buffer, of a receive with the message in it.
  /// - Throws: `MPIError` with code `messageTooLong` or `messageTooShort` when a message has not
  ///   exactly the length posted for it, `noMessage` when a process waits for what it never sent
  ///   itself, `callFailed` when MPI fails. The buffer is gone then.
  public consuming func wait() throws(MPIError) -> MessageBuffer<Element> {
    let transfer = self.transfer
    self.transfer = .done
    switch transfer {
    case .send(var request):
      var bytes: Int64 = 0
      try check("MPI_Wait for a send", unsafe cmpi_wait(&request, &bytes))
    case .collective(var request):
      var bytes: Int64 = 0
      try check("MPI_Wait for a collective", unsafe cmpi_wait(&request, &bytes))
    case .receive(var request, let origin):
      var bytes: Int64 = 0
      let code = unsafe cmpi_wait(&request, &bytes)
      // A message that is too long is an error to MPI, which tells its length all the same.
      if !cmpi_is_truncation(code) { try check("MPI_Wait for a receive", code) }
      try origin.check(bytes: Int(bytes), of: Element.self)
    case .receiveFromSelf(let mailbox, let number, let origin):
      let message = try mailbox.take(tag: origin.tag, number: number)
      try origin.check(bytes: message.count, of: Element.self)
      unsafe UnsafeMutableRawBufferPointer(buffer.elements).copyBytes(from: message)
    case .sentToSelf, .done: break
    }
    return buffer.take()
  }

  /// Gives the operation up, for a program that ends because of an error.
  ///
  /// MPI may go on with it, so its memory stays allocated as long as the process lives.
  public consuming func abandon() {
    transfer = .done
    buffer.take().keepForEver()
  }
}
