import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// Seconds of the sums that tensor parallelism puts behind an operator: one behind attention and
  /// one behind the MLP, forward and backward, none for weight gradients.
  ///
  /// An all-reduce of the activations or, where the sequence is divided, a reduce-scatter and an
  /// all-gather, which take as long in a ring.
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
    let group = CollectiveGroup(workload.cluster, span: tensor, stride: 1, copies: 1, gpus: tensor)
    return group.allReduce(bytes: tokens * Double(workload.model.hiddenSize) * FormatBytes.bf16)
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
    let message = link.seconds(bytes: tokens * elements * FormatBytes.bf16)
    return Double(context - 1) * max(0, message - core / Double(context))
  }
}
