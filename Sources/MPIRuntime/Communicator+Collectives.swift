internal import CMPI

/// Every process of the group calls the same collective, in the same order.
extension Communicator {
  /// Joins the values of all processes position by position; every process gets the result.
  ///
  /// - Parameters:
  ///   - values: `[count]`, the same count on every process.
  ///   - reduction: The same on every process.
  /// - Returns: `[count]`, the same on every process, for the same group the same from run to run.
  /// - Throws: `MPIError` with code `countsDiffer` on every process when the counts are not equal,
  ///   `countTooLarge`, or `callFailed` when MPI fails.
  public func allReduce<Element: MessageElement>(
    _ values: [Element], _ reduction: Reduction
  ) throws(MPIError) -> [Element] {
    let count = try messageCount(values.count)
    guard let group = unsafe try handle() else { return values }
    unsafe try requireEqual(count, group)
    var result = values
    try check(
      "MPI_Allreduce",
      unsafe cmpi_allreduce(&result, count, Element.messageType.code, reduction.code, group))
    return result
  }

  /// Gives the values of one process to all; their number travels too.
  ///
  /// - Parameters:
  ///   - values: `[count]`, read on the root only.
  ///   - root: The same rank on every process.
  /// - Returns: The root's values.
  /// - Throws: `MPIError` with code `rankOutOfRange`, on every process `countTooLarge`, or
  ///   `callFailed` when MPI fails.
  public func broadcast<Element: MessageElement>(
    _ values: [Element], from root: Int
  ) throws(MPIError) -> [Element] {
    let rootCode = try checked(rank: root, as: "root")
    guard let group = unsafe try handle() else { return values }
    var counts = [Int64(values.count)]
    try check(
      "MPI_Bcast of the count",
      unsafe cmpi_bcast(&counts, 1, Int64.messageType.code, rootCode, group))
    let count = try messageCount(Int(counts[0]))
    guard rank != root else {
      var sent = values
      try check(
        "MPI_Bcast", unsafe cmpi_bcast(&sent, count, Element.messageType.code, rootCode, group))
      return values
    }
    return unsafe try received(Int(count), "MPI_Bcast") {
      unsafe cmpi_bcast($0, count, Element.messageType.code, rootCode, group)
    }
  }

  /// Brings the values of all processes to one; the numbers may differ.
  ///
  /// - Parameters:
  ///   - values: `[count of this process]`.
  ///   - root: The same rank on every process.
  /// - Returns: On the root one array for each rank, in rank order; nil elsewhere.
  /// - Throws: `MPIError` with code `rankOutOfRange`, on every process `countTooLarge` when the sum
  ///   of the counts is, or `callFailed` when MPI fails.
  public func gather<Element: MessageElement>(
    _ values: [Element], to root: Int
  ) throws(MPIError) -> [[Element]]? {
    let rootCode = try checked(rank: root, as: "root")
    guard let group = unsafe try handle() else { return [values] }
    let layout = try gatherLayout(values.count)
    let all: [Element] = unsafe try received(rank == root ? layout.total : 0, "MPI_Gatherv") {
      unsafe cmpi_gatherv(
        values, Int32(values.count), $0, layout.counts, layout.offsets,
        Element.messageType.code, rootCode, group)
    }
    return rank == root ? layout.parts(of: all) : nil
  }

  /// Brings the values of all processes to all; the numbers may differ.
  ///
  /// - Parameter values: `[count of this process]`.
  /// - Returns: One array for each rank, in rank order.
  /// - Throws: `MPIError` with code `countTooLarge` on every process when the sum of the counts is,
  ///   or `callFailed` when MPI fails.
  public func allGather<Element: MessageElement>(
    _ values: [Element]
  ) throws(MPIError) -> [[Element]] {
    guard let group = unsafe try handle() else { return [values] }
    let layout = try gatherLayout(values.count)
    let all: [Element] = unsafe try received(layout.total, "MPI_Allgatherv") {
      unsafe cmpi_allgatherv(
        values, Int32(values.count), $0, layout.counts, layout.offsets,
        Element.messageType.code, group)
    }
    return layout.parts(of: all)
  }

  /// Asks every process for its count.
  private func gatherLayout(_ count: Int) throws(MPIError) -> GatherLayout {
    guard let group = unsafe try handle() else { return try GatherLayout([count]) }
    let ones = [Int32](repeating: 1, count: size)
    let counts: [Int64] = unsafe try received(size, "MPI_Allgatherv of the counts") {
      unsafe cmpi_allgatherv(
        [Int64(count)], 1, $0, ones, (0..<size).map(Int32.init), Int64.messageType.code, group)
    }
    return try GatherLayout(counts.map(Int.init))
  }

  /// An array that an MPI call fills.
  private func received<Element: MessageElement>(
    _ count: Int, _ call: String, _ fill: (UnsafeMutableRawPointer?) -> Int32
  ) throws(MPIError) -> [Element] {
    var code: Int32 = 0
    let elements = unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      code = unsafe fill(buffer.baseAddress)
      // SAFETY: after a failure the array is dropped unread.
      initialized = count
    }
    try check(call, code)
    return elements
  }
}
