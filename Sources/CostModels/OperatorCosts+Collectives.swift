import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// Seconds of the sums that tensor parallelism puts behind an operator: one behind attention and
  /// one behind the MLP, forward and backward, none for weight gradients.
  ///
  /// A ring moves 2 (t - 1) / t of the activations through each GPU, as an all-reduce or, where the
  /// sequence is divided, as a reduce-scatter and an all-gather.
  ///
  /// - Source: Shoeybi et al. 2019, arXiv:1909.08053, section 3; Korthikanti et al. 2022,
  ///   arXiv:2205.05198, section 4.2.2.
  func tensorParallelSum(_ part: ModelPart, _ pass: Pass) -> Double {
    let tensor = workload.parallelism.tensor
    guard tensor > 1 else { return 0 }
    let reduces =
      switch (part, pass) {
      case (.attention, .forward), (.attention, .input): true
      case (.denseMLP, .forward), (.denseMLP, .input): true
      case (.routedExperts, .forward), (.routedExperts, .input): workload.model.experts != nil
      case (.embedding, .forward), (.head, .input): true
      default: false
      }
    guard reduces else { return 0 }
    let link = workload.cluster.link(count: tensor, stride: 1)
    let bytes = tokens * Double(workload.model.hiddenSize) * FormatBytes.bf16
    let share = 2 * Double(tensor - 1) / Double(tensor)
    return share * bytes / link.effectiveBandwidth.bytesPerSecond + link.latency.seconds
  }

  /// Seconds by which passing keys and values around the context-parallel ring outlasts the
  /// attention that hides it; each step of the ring brings one GPU's keys and values, expanded to
  /// all heads and in BF16.
  ///
  /// - Parameters:
  ///   - core: Seconds of the attention core on this GPU, over all steps of the ring.
  ///   - copies: 1 for keys and values, 2 where their gradients travel along.
  /// - Returns: 0 without context parallelism, or where attention hides all of it.
  /// - Source: Liu et al. 2023, arXiv:2310.01889, section 3; causal work is taken as balanced.
  func exposedRing(core: Double, copies: Int) -> Double {
    let (tensor, context) = (workload.parallelism.tensor, workload.parallelism.context)
    guard context > 1 else { return 0 }
    let link = workload.cluster.link(count: context, stride: tensor)
    let elements = Double(copies * (attention.keyWidth + attention.valueWidth))
    let message =
      tokens * elements * FormatBytes.bf16 / link.effectiveBandwidth.bytesPerSecond
      + link.latency.seconds
    return Double(context - 1) * max(0, message - core / Double(context))
  }
}
