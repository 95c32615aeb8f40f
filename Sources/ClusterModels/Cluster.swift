public import Quantities

/// Nodes of equal GPUs, joined by NVLink inside and by a network between.
public struct Cluster: Hashable, Sendable {
  /// What one GPU can send in one direction, and how long an empty message takes.
  public struct Link: Hashable, Sendable {
    /// What is reached in practice, not what is printed on the plug.
    public var effectiveBandwidth: Bandwidth
    public var latency: VirtualTime
    /// What is printed on the plug, in one direction; nil where unknown.
    ///
    /// No cost rests on it.
    public var lineBandwidth: Bandwidth?

    public init(
      effectiveBandwidth: Bandwidth, latency: VirtualTime, lineBandwidth: Bandwidth? = nil
    ) {
      self.effectiveBandwidth = effectiveBandwidth
      self.lineBandwidth = lineBandwidth
      self.latency = latency
    }
  }

  /// How the nodes' network cards are joined.
  public struct Fabric: Hashable, Sendable {
    public enum Topology: String, CaseIterable, Sendable {
      case fatTree = "fat-tree"
      case multiPlaneFatTree = "multi-plane-fat-tree"
    }

    public var topology: Topology
    public var layers: Int
    /// Independent copies of the tree, one GPU of each node in each.
    public var planes: Int
    public var switchPorts: Int

    public init(topology: Topology, layers: Int, planes: Int, switchPorts: Int) {
      self.topology = topology
      self.layers = layers
      self.planes = planes
      self.switchPorts = switchPorts
    }
  }

  public var name: String
  public var accelerator: Accelerator
  public var nodes: Int
  public var gpusPerNode: Int
  /// Inside a node, for each GPU.
  public var nvlink: Link
  /// Between nodes, for each GPU's own network card.
  public var network: Link
  public var fabric: Fabric
  /// Where the figures come from.
  public var source: String

  public init(
    name: String, accelerator: Accelerator, nodes: Int, gpusPerNode: Int, nvlink: Link,
    network: Link, fabric: Fabric, source: String
  ) {
    self.name = name
    self.accelerator = accelerator
    self.nodes = nodes
    self.gpusPerNode = gpusPerNode
    self.nvlink = nvlink
    self.network = network
    self.fabric = fabric
    self.source = source
  }

  public var gpus: Int { nodes * gpusPerNode }
}
