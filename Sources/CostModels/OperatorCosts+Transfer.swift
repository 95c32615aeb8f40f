import ClusterModels
public import Quantities
import TransformerModels

extension OperatorCosts {
  /// How long one GPU's port is busy with one microbatch's activations, or their gradients, in BF16.
  ///
  /// Tensor-parallel GPUs send their part of the sequence each: Narayanan et al. 2021,
  /// arXiv:2104.04473, section 4.1.
  public var transferOccupancy: VirtualTime {
    VirtualTime(seconds: transferSeconds)
  }

  var transferSeconds: Double {
    let bytes = tokens * Double(ownHiddenSize) * FormatBytes.bf16
    return bytes / transferLink.effectiveBandwidth.bytesPerSecond
  }

  /// What an empty message to the next pipeline rank takes.
  public var transferLatency: VirtualTime { transferLink.latency }

  /// NVLink where the whole pipeline lies in one node, the network otherwise: pipeline neighbours
  /// are `gpusPerPipelineRank` GPUs apart.
  private var transferLink: Cluster.Link {
    workload.cluster.link(
      count: workload.parallelism.pipeline, stride: workload.parallelism.gpusPerPipelineRank)
  }
}
