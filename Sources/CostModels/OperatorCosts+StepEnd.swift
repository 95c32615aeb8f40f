import ClusterModels
public import PipelineSchedules
import Quantities
import TransformerModels

extension OperatorCosts {
  /// Gradient reduce-scatter, optimiser and all-gather of one pipeline rank, nothing overlapped.
  ///
  /// With ZeRO stage 0 the gradients are all-reduced instead, counted as the reduce-scatter, and
  /// every GPU runs the whole optimiser.
  ///
  /// - Parameters:
  ///   - heldUnits: The units of all stages that the rank's GPUs hold.
  ///   - copies: Pipeline ranks that hold each stage: 2 in DualPipe.
  ///   - sharesEmbeddingWithAnotherRank: Whether another rank keeps a second embedding, whose
  ///     gradient must be summed with this one's.
  /// - Returns: Durations that follow one another.
  /// - Complexity: O(`heldUnits`)
  public func stepEnd(
    heldUnits: [(unit: StageUnit, layer: Int)], copies: Int, sharesEmbeddingWithAnotherRank: Bool
  ) -> StepEndCosts {
    precondition(copies > 0, "\(copies) copies of a stage")
    let held = HeldParameters(
      workload, units: heldUnits, secondEmbedding: sharesEmbeddingWithAnotherRank)
    let groups = workload.reductionGroups(copies: copies)
    let sharded = workload.zeroStage == 1
    let (dense, experts) = (Double(held.dense), Double(held.experts))
    let (denseGradient, expertGradient) = (
      dense * StateBytes.gradient, experts * StateBytes.gradient
    )
    let reduced =
      sharded
      ? groups.dense.reduceScatter(bytes: denseGradient)
        + groups.experts.reduceScatter(bytes: expertGradient)
      : groups.dense.allReduce(bytes: denseGradient)
        + groups.experts.allReduce(bytes: expertGradient)
    let gathered =
      groups.dense.allGather(bytes: dense * StateBytes.weight)
      + groups.experts.allGather(bytes: experts * StateBytes.weight)
    let updated =
      sharded
      ? dense / Double(groups.dense.members) + experts / Double(groups.experts.members)
      : dense + experts
    // Every GPU casts all of its gathered weights, shard or not: read BF16, write FP8.
    let cast = workload.precision == .fp8 ? StateBytes.weight + StateBytes.fp8Copy : 0
    let moved = updated * StateBytes.optimizerTraffic + (dense + experts) * cast
    return StepEndCosts(
      reduceScatter: VirtualTime(seconds: reduced),
      embeddingAllReduce: sharesEmbeddingWithAnotherRank ? embeddingAllReduce : .zero,
      optimizer: VirtualTime(seconds: kernels.memory(bytes: moved, .streaming)),
      allGather: VirtualTime(seconds: sharded ? gathered : 0))
  }

  /// The sum of two GPUs' gradients, one on each of the two ranks.
  private var embeddingAllReduce: VirtualTime {
    let layout = workload.parallelism
    let pair = CollectiveGroup(
      workload.cluster, span: 1, stride: 1, copies: 2, gpus: layout.gpus)
    let bytes =
      Double(workload.model.embeddingParameters / layout.tensor) * StateBytes.gradient
    return VirtualTime(seconds: pair.allReduce(bytes: bytes))
  }
}
