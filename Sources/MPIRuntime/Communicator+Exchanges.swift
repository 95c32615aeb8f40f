internal import CMPI

extension Communicator {
  /// Starts to bring equally many elements of every process to all of them.
  ///
  /// Every process starts its collectives in the same order.
  ///
  /// - Parameter buffer: `[size × count]`, this rank's own `count` elements in their place; comes back
  ///   from `wait()` with those of all ranks, in rank order. The same length on every process.
  /// - Returns: The operation in flight, which has to be waited for.
  /// - Throws: `MPIError` with code `countTooLarge`, or `callFailed` when MPI fails.
  public func startAllGather<Element: MessageElement>(
    _ buffer: consuming MessageBuffer<Element>
  ) throws(MPIError) -> PendingOperation<Element> {
    precondition(buffer.count % size == 0, "\(buffer.count) elements for \(size) ranks")
    let count = try messageCount(buffer.count / size)
    guard let group = unsafe try handle() else {
      return PendingOperation(.sentToSelf, buffer: buffer)
    }
    var request: cmpi_request?
    // SAFETY: the operation owns the memory until MPI is done with it.
    let code = unsafe cmpi_iallgather_in_place(
      buffer.elements.baseAddress, count, Element.messageType.code, group, &request)
    try check("MPI_Iallgather", code)
    return PendingOperation(unsafe .collective(request), buffer: buffer)
  }

  /// Sends a part of a buffer to every process and receives one from each.
  ///
  /// - Parameters:
  ///   - buffer: The parts for all ranks one after the other, in rank order.
  ///   - counts: `[size]`, elements of each part; their sum is at most the buffer's length.
  ///   - received: Overwritten with what the ranks sent, one after the other, in rank order.
  ///   - receivedCounts: `[size]`, elements that each rank sends to this one.
  /// - Throws: `MPIError` with code `countTooLarge`, or `callFailed` when MPI fails, as it does when
  ///   a rank sends more than was said.
  public func allToAll<Element: MessageElement>(
    _ buffer: borrowing MessageBuffer<Element>, counts: [Int],
    into received: inout MessageBuffer<Element>, counts receivedCounts: [Int]
  ) throws(MPIError) {
    let sent = try GatherLayout(counts)
    let arriving = try GatherLayout(receivedCounts)
    precondition(
      counts.count == size && receivedCounts.count == size && sent.total <= buffer.count
        && arriving.total <= received.count,
      "counts \(counts) of \(buffer.count) and \(receivedCounts) of \(received.count)")
    guard let group = unsafe try handle() else {
      precondition(sent.total == arriving.total, "\(sent.total) sent, \(arriving.total) expected")
      let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer.elements[..<sent.total])
      _ = unsafe received.elements.update(fromContentsOf: part)
      return
    }
    let code = unsafe cmpi_alltoallv(
      buffer.elements.baseAddress, sent.counts, sent.offsets, received.elements.baseAddress,
      arriving.counts, arriving.offsets, Element.messageType.code, group)
    try check("MPI_Alltoallv", code)
  }
}
