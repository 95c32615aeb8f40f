import ClusterModels
import Quantities

/// GPUs that hold the same weights and sum their gradients.
struct ReductionGroup: Hashable, Sendable {
  var members: Int
  /// Bytes per second that one member's share of the ring moves at.
  var bandwidth: Double

  /// - Parameters:
  ///   - cluster: What the members are linked by.
  ///   - span: Members on one pipeline rank.
  ///   - stride: GPUs from one of them to the next.
  ///   - copies: Pipeline ranks that hold the weights.
  ///   - gpus: Of the whole layout; where they fit one node, no group leaves it.
  init(_ cluster: Cluster, span: Int, stride: Int, copies: Int, gpus: Int) {
    members = span * copies
    let nvlink = cluster.nvlink.effectiveBandwidth.bytesPerSecond
    let network = cluster.network.effectiveBandwidth.bytesPerSecond
    let perNode = min(span, max(1, cluster.gpusPerNode / stride))
    let reach = copies == 1 ? span * stride : gpus
    if reach <= cluster.gpusPerNode {
      bandwidth = nvlink
    } else {
      // Rings cross from node to node once per member there, each time through another card.
      bandwidth = perNode == 1 ? network : min(nvlink, Double(perNode) * network)
    }
  }

  /// Seconds in which a ring scatters or gathers `bytes` per member, latency not counted.
  ///
  /// - Source: (g - 1) / g of the bytes through the slowest link, as in NCCL's bus bandwidth
  ///   (NVIDIA/nccl-tests, doc/PERFORMANCE.md).
  func seconds(bytes: Double) -> Double {
    bytes * Double(members - 1) / Double(members) / bandwidth
  }
}
