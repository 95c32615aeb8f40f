internal import CMPI

/// Collectives over memory that is used again and again; every process of the group calls the same one,
/// in the same order.
extension Communicator {
  /// Joins the first elements of all processes' buffers, position by position, in place.
  ///
  /// - Parameters:
  ///   - buffer: `[capacity]`; its first `count` elements are joined.
  ///   - count: The same on every process.
  ///   - reduction: The same on every process.
  /// - Throws: `MPIError` with code `countsDiffer` on every process when the counts are not equal,
  ///   `countTooLarge`, or `callFailed` when MPI fails.
  public func allReduce<Element: MessageElement>(
    _ buffer: inout MessageBuffer<Element>, count: Int, _ reduction: Reduction
  ) throws(MPIError) {
    let length = try messageCount(count, of: buffer.count)
    guard let group = unsafe try handle() else { return }
    unsafe try requireEqual(length, group)
    let code = unsafe cmpi_allreduce(
      buffer.elements.baseAddress, length, Element.messageType.code, reduction.code, group)
    try check("MPI_Allreduce", code)
  }

  /// Joins the buffers of all processes position by position, and gives each process its part.
  ///
  /// - Parameters:
  ///   - buffer: At least `[size × count]`, the parts for all ranks one after the other.
  ///   - reduction: The same on every process.
  ///   - own: `[count]`, overwritten with this rank's part; the same count on every process. For the
  ///     same group the result is the same from run to run.
  /// - Throws: `MPIError` with code `countsDiffer` on every process when the counts are not equal,
  ///   `countTooLarge`, or `callFailed` when MPI fails.
  public func reduceScatter<Element: MessageElement>(
    _ buffer: borrowing MessageBuffer<Element>, _ reduction: Reduction,
    into own: inout MessageBuffer<Element>
  ) throws(MPIError) {
    _ = try messageCount(own.count * size, of: buffer.count)
    let count = try messageCount(own.count)
    guard let group = unsafe try handle() else {
      let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer.elements[..<own.count])
      _ = unsafe own.elements.update(fromContentsOf: part)
      return
    }
    unsafe try requireEqual(count, group)
    let code = unsafe cmpi_reduce_scatter(
      buffer.elements.baseAddress, own.elements.baseAddress, count, Element.messageType.code,
      reduction.code, group)
    try check("MPI_Reduce_scatter_block", code)
  }

  /// Brings equally many elements of every process to all of them, in place.
  ///
  /// - Parameters:
  ///   - buffer: At least `[size × count]`, this rank's own `count` elements in their place; the others
  ///     are overwritten with those of their ranks.
  ///   - count: Elements of each rank, the same on every process.
  /// - Throws: `MPIError` with code `countsDiffer` on every process when the counts are not equal,
  ///   `countTooLarge`, or `callFailed` when MPI fails.
  public func allGather<Element: MessageElement>(
    _ buffer: inout MessageBuffer<Element>, count: Int
  ) throws(MPIError) {
    _ = try messageCount(count * size, of: buffer.count)
    let length = try messageCount(count)
    guard let group = unsafe try handle() else { return }
    unsafe try requireEqual(length, group)
    let code = unsafe cmpi_allgather_in_place(
      buffer.elements.baseAddress, length, Element.messageType.code, group)
    try check("MPI_Allgather", code)
  }

  /// Makes sure of equal counts: with others MPI may hang or read foreign memory.
  ///
  /// - Throws: `MPIError` with code `countsDiffer` on every process.
  func requireEqual(_ count: Int32, _ group: cmpi_comm) throws(MPIError) {
    var extremes = [Int64(count), -Int64(count)]
    try check(
      "MPI_Allreduce of the counts",
      unsafe cmpi_allreduce(&extremes, 2, Int64.messageType.code, Reduction.max.code, group))
    guard extremes[0] == -extremes[1] else {
      throw MPIError(
        code: .countsDiffer,
        detail: "rank \(rank) gave \(count) elements, others \(-extremes[1]) to \(extremes[0])")
    }
  }
}
