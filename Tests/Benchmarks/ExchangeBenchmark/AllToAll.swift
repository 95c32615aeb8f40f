import MPIRuntime

/// One MPI_Alltoallv with buffers of its own.
struct AllToAll: ~Copyable {
  private let sent: MessageBuffer<UInt8>
  private var received: MessageBuffer<UInt8>
  private let counts: [Int]
  private let arriving: [Int]

  /// Makes buffers of the right length.
  ///
  /// - Parameters:
  ///   - world: All ranks.
  ///   - rows: `[ranks]`, rows to each rank.
  ///   - width: Bytes of a row.
  /// - Throws: `MPIError` when MPI fails.
  init(_ world: Communicator, rows: [Int], width: Int) throws {
    counts = rows.map { $0 * width }
    let all = try world.allGather(counts.map(Int64.init))
    arriving = all.map { Int($0[world.rank]) }
    sent = MessageBuffer(repeating: 1, count: counts.reduce(0, +))
    received = MessageBuffer(repeating: 0, count: arriving.reduce(0, +))
  }

  mutating func run(_ world: Communicator) throws {
    try world.allToAll(sent, counts: counts, into: &received, counts: arriving)
  }
}
