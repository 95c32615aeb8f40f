public import Quantities

/// What the exchange of one rank's tokens moves, in rows of one token each.
///
/// The exchange has two hops. Between nodes a token travels once to each distinct remote node of its
/// experts, to the rank there that has its own rank's place in the node. Inside a node that rank, or
/// the token's own rank, hands it once to each distinct rank. Combine moves the same rows the other
/// way, as long as it sums on the way.
///
/// - Source: DeepSeek-V3 Technical Report, section 3.2.2; DeepEP, tests/legacy/test_internode.py.
public struct DispatchTraffic: Hashable, Sendable, AdditiveArithmetic {
  /// Rows that leave their node: one per token and distinct remote node.
  public var rowsBetweenNodes: Int
  /// Rows handed out inside nodes, DeepEP's NVLink rows: one per token and distinct rank, whether
  /// or not the row lies on that rank already.
  public var rowsInsideNodes: Int
  /// Those of ``rowsInsideNodes`` that lie on their rank already, so that no link carries them.
  public var rowsInPlace: Int
  /// DeepEP's RDMA rows: one per token and distinct node, its own included.
  public var rowsToNodes: Int

  public init(
    rowsBetweenNodes: Int, rowsInsideNodes: Int, rowsInPlace: Int, rowsToNodes: Int
  ) {
    self.rowsBetweenNodes = rowsBetweenNodes
    self.rowsInsideNodes = rowsInsideNodes
    self.rowsInPlace = rowsInPlace
    self.rowsToNodes = rowsToNodes
  }

  public static let zero = DispatchTraffic(
    rowsBetweenNodes: 0, rowsInsideNodes: 0, rowsInPlace: 0, rowsToNodes: 0)

  public static func + (a: DispatchTraffic, b: DispatchTraffic) -> DispatchTraffic {
    DispatchTraffic(
      rowsBetweenNodes: a.rowsBetweenNodes + b.rowsBetweenNodes,
      rowsInsideNodes: a.rowsInsideNodes + b.rowsInsideNodes,
      rowsInPlace: a.rowsInPlace + b.rowsInPlace, rowsToNodes: a.rowsToNodes + b.rowsToNodes)
  }

  public static func - (a: DispatchTraffic, b: DispatchTraffic) -> DispatchTraffic {
    DispatchTraffic(
      rowsBetweenNodes: a.rowsBetweenNodes - b.rowsBetweenNodes,
      rowsInsideNodes: a.rowsInsideNodes - b.rowsInsideNodes,
      rowsInPlace: a.rowsInPlace - b.rowsInPlace, rowsToNodes: a.rowsToNodes - b.rowsToNodes)
  }

  /// What network cards carry.
  ///
  /// - Parameter bytesPerRow: Of one token's payload, with all that travels beside it.
  /// - Returns: Bytes in one direction.
  public func bytesBetweenNodes(bytesPerRow: Int) -> Bytes {
    Bytes(Int64(rowsBetweenNodes)) * bytesPerRow
  }

  /// What is handed out inside nodes, rows in place included.
  ///
  /// - Parameter bytesPerRow: Of one token's payload, with all that travels beside it.
  /// - Returns: Bytes in one direction.
  public func bytesInsideNodes(bytesPerRow: Int) -> Bytes {
    Bytes(Int64(rowsInsideNodes)) * bytesPerRow
  }

  /// What links inside nodes carry: rows in place need no link.
  ///
  /// - Parameter bytesPerRow: Of one token's payload, with all that travels beside it.
  /// - Returns: Bytes in one direction.
  public func bytesOnLinksInsideNodes(bytesPerRow: Int) -> Bytes {
    Bytes(Int64(rowsInsideNodes - rowsInPlace)) * bytesPerRow
  }

  /// What DeepEP divides by the time for its RDMA bandwidth: the own node counts like a remote one.
  ///
  /// - Parameter bytesPerRow: Of one token's payload alone; DeepEP counts no ids and no weights.
  /// - Returns: Bytes in one direction.
  public func bytesToNodes(bytesPerRow: Int) -> Bytes {
    Bytes(Int64(rowsToNodes)) * bytesPerRow
  }
}
