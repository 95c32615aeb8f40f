import ClusterModels
public import Quantities
import TransformerModels

extension OperatorCosts {
  /// A transfer's share of a network card on which an exchange is under way: an assumption.
  static let contendedTransferShare = 0.5

  /// How long one GPU's port is busy with one microbatch's activations, or their gradients, in BF16.
  ///
  /// Tensor-parallel GPUs send their part of the sequence each: Narayanan et al. 2021,
  /// arXiv:2104.04473, section 4.1. With calibration, where expert exchanges go through the same
  /// network card, a transfer gets half of it: an exchange is taken to be always under way.
  public var transferOccupancy: VirtualTime {
    VirtualTime(
      seconds: sharesNetworkCard ? transferSeconds / Self.contendedTransferShare : transferSeconds)
  }

  /// Alone on its link.
  var transferSeconds: Double {
    let bytes = tokens * Double(ownHiddenSize) * FormatBytes.bf16
    return bytes / transferLink.effectiveBandwidth.bytesPerSecond
  }

  /// What an empty message to the next pipeline rank takes.
  public var transferLatency: VirtualTime { transferLink.latency }

  /// Whether contention of transfers and expert exchanges is modelled and they meet.
  var sharesNetworkCard: Bool {
    let layout = workload.parallelism
    return transfersMeetExchanges && workload.calibration?.exchanges != nil && layout.expert > 1
      && layout.pipeline > 1 && workload.expertNodes > 1
      && transferLink == workload.cluster.network
  }

  /// NVLink where the whole pipeline lies in one node, the network otherwise: pipeline neighbours
  /// are `gpusPerPipelineRank` GPUs apart.
  private var transferLink: Cluster.Link {
    workload.cluster.link(
      count: workload.parallelism.pipeline, stride: workload.parallelism.gpusPerPipelineRank)
  }
}
