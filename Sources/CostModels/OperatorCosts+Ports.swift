import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// How long each port of a GPU is busy with an expert exchange at balanced loads, in any unit.
  public struct ExchangePorts: Hashable, Sendable {
    /// The network card; 0 where an expert group fits a node.
    public var network: Double
    public var nvlink: Double

    public init(network: Double, nvlink: Double) {
      self.network = network
      self.nvlink = nvlink
    }
  }

  /// What the ports need for one byte a token; all exchanges need them in the same proportion.
  public var exchangePorts: ExchangePorts {
    guard workload.parallelism.expert > 1, let spread else {
      return ExchangePorts(network: 0, nvlink: 1)
    }
    let nodes = Double(workload.expertNodes)
    return ExchangePorts(
      network: spread.nodes * (nodes - 1) / nodes
        / workload.cluster.network.effectiveBandwidth.bytesPerSecond,
      nvlink: spread.ranks / workload.cluster.nvlink.effectiveBandwidth.bytesPerSecond)
  }
}
