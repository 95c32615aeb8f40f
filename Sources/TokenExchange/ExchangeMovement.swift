/// What an operation does between its start and its end.
protocol ExchangeMovement: AnyObject {
  /// What this rank tells the others; the same for its whole life.
  var header: OperationHeader { get }
  /// Learns what all ranks do.
  ///
  /// - Returns: Bytes of shared memory that this rank needs for others to read or write, and the
  ///   region where it has it already.
  func begin(_ headers: GatheredHeaders) throws(ExchangeError) -> (
    bytes: Int, region: SharedRegion?
  )
  /// Fills what others read; the region is there.
  func fill(_ region: SharedRegion)
  /// Learns where the regions of all ranks of the node are.
  func connect(_ addresses: [Int], slot: Int, tag: Int) throws(ExchangeError)
  /// Does a piece of the work that can be done now.
  ///
  /// - Returns: Whether there was any.
  func advance() throws(ExchangeError) -> Bool
  /// Whether this rank has nothing left to read, write, send or receive.
  var isComplete: Bool { get }
  /// Rows that others write to this rank's region, while this rank waits.
  var expectedRows: Int { get }
  /// Whether others read this rank's region, and may until the operation ends on them.
  var isReadByOthers: Bool { get }
}
