internal import CMPI

extension Communicator {
  /// Allocates memory that all processes of the group share; every process calls it.
  ///
  /// - Parameter bytes: Size of this rank's part, from 0; ranks may differ. It begins as zeros.
  /// - Returns: The parts of all ranks.
  /// - Throws: `MPIError` with code `memoryNotShared` on every process when they are not all on one
  ///   machine, `callFailed` when MPI fails, for instance for want of memory.
  public func makeSharedWindow(bytes: Int) throws(MPIError) -> SharedWindow {
    precondition(bytes >= 0, "a window of \(bytes) bytes")
    guard let group = unsafe try handle() else {
      // SAFETY: the window owns the memory, and ends it with itself.
      let own = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes, alignment: 64)
      unsafe own.initializeMemory(as: UInt8.self, repeating: 0)
      return unsafe SharedWindow(window: nil, parts: [own], isPrivate: true)
    }
    guard try sharesMemory() else {
      throw MPIError(
        code: .memoryNotShared,
        detail: "the \(size) processes of the group run on several machines")
    }
    var window: cmpi_window?
    let code = unsafe cmpi_window_allocate_shared(Int64(bytes), group, &window)
    try check("MPI_Win_allocate_shared", code)
    let made = unsafe window
    let sizes = try allGather([Int64(bytes)])
    let parts = unsafe try (0..<size).map { (rank) throws(MPIError) in
      var start: UnsafeMutableRawPointer?
      var count: Int64 = 0
      let code = unsafe cmpi_window_part(made, Int32(rank), &start, &count)
      try check("MPI_Win_shared_query", code)
      // MPI rounds up to whole pages.
      let asked = Int(sizes[rank][0])
      return unsafe UnsafeMutableRawBufferPointer(start: start, count: min(asked, Int(count)))
    }
    return unsafe SharedWindow(window: made, parts: parts, isPrivate: false)
  }

  /// Whether all processes of the group are on one machine; every process calls it.
  ///
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  public func sharesMemory() throws(MPIError) -> Bool {
    if let known = knownToShareMemory { return known }
    guard let group = unsafe try handle() else { return true }
    var sharing: Int32 = 0
    try check("MPI_Comm_split_type", unsafe cmpi_sharing_size(group, &sharing))
    let least = try allReduce([Int64(sharing)], .min)
    knownToShareMemory = least == [Int64(size)]
    return least == [Int64(size)]
  }
}
