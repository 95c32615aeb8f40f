/// What one GPU's ports carry in one expert all-to-all, in one direction.
///
/// A token crosses the network once to each distinct remote node of its experts, to the GPU there
/// that has its own place in the node, and is forwarded over NVLink once to each distinct GPU.
///
/// - Source: DeepSeek-V3 Technical Report, section 3.2.2.
public struct ExchangeTraffic: Hashable, Sendable {
  /// Through the network card; 0 inside one node.
  public var networkBytes: Double
  /// Rows received, those of the own GPU included, as DeepEP counts them.
  public var nvlinkBytes: Double
  /// Other nodes of the expert group, each reached through queue pairs of its own.
  public var remoteNodes: Int

  public init(networkBytes: Double, nvlinkBytes: Double, remoteNodes: Int) {
    self.networkBytes = networkBytes
    self.nvlinkBytes = nvlinkBytes
    self.remoteNodes = remoteNodes
  }

  /// The expectation of a balanced plan.
  ///
  /// - Parameters:
  ///   - bytes: Of all tokens of one GPU, each counted once.
  ///   - spread: Of a token's experts; the share 1 / `nodes` of its nodes is its own.
  ///   - nodes: That the expert group fills.
  init(bytes: Double, spread: RoutingSpread, nodes: Int) {
    networkBytes = bytes * spread.nodes * Double(nodes - 1) / Double(nodes)
    nvlinkBytes = bytes * spread.ranks
    remoteNodes = nodes - 1
  }
}
