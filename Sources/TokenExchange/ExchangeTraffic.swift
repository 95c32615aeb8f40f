/// What one rank has moved, in bytes.
///
/// A row counts where it is sent: between nodes on the rank that sends the message, inside a node on
/// the rank that copies it out of or into another rank's memory. The sums over all ranks are those of
/// the plan (`DispatchTraffic`).
public struct ExchangeTraffic: Hashable, Sendable {
  /// `[nodes]`, messages to each node.
  public internal(set) var bytesToNodes: [Int]
  /// Copied between ranks of a node, rows that stay on their rank included.
  public internal(set) var bytesInsideNodes = 0
  /// Those of ``bytesInsideNodes`` that stay on their rank.
  public internal(set) var bytesInPlace = 0

  init(nodes: Int) { bytesToNodes = Array(repeating: 0, count: nodes) }

  /// Messages to all nodes.
  public var bytesBetweenNodes: Int { bytesToNodes.reduce(0, +) }

  mutating func move(_ bytes: Int, inPlace: Bool) {
    bytesInsideNodes += bytes
    if inPlace { bytesInPlace += bytes }
  }
}
