import ClusterModels
import Quantities

extension Cluster {
  /// Nodes of 8 GPUs unless said; what the links and the GPU do is without importance here.
  static func of(nodes: Int, gpusPerNode: Int = 8) -> Cluster {
    let link = Link(effectiveBandwidth: Bandwidth(bytesPerSecond: 1e9), latency: .zero)
    let rate = ComputeRate(flopsPerSecond: 1e12)
    let accelerator = Accelerator(
      name: "test", streamingMultiprocessors: 1, memory: Bytes(1),
      memoryBandwidth: .init(
        bytesPerSecond: 1e9), peakBF16: rate, peakFP8: nil,
      efficiency: Accelerator.Efficiency(
        gemmBF16: 1, gemmFP8: 1, attentionForward: 1, attentionBackward: 1, memory: 1, source: ""),
      source: "")
    return Cluster(
      name: "test", accelerator: accelerator, nodes: nodes, gpusPerNode: gpusPerNode, nvlink: link,
      network: link, fabric: Fabric(topology: .fatTree, layers: 1, planes: 1, switchPorts: 64),
      source: "")
  }
}
