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
    let scatter =
      groups.dense.seconds(bytes: dense * StateBytes.gradient)
      + groups.experts.seconds(bytes: experts * StateBytes.gradient)
    let gather =
      groups.dense.seconds(bytes: dense * StateBytes.weight)
      + groups.experts.seconds(bytes: experts * StateBytes.weight)
    let updated =
      sharded
      ? dense / Double(groups.dense.members) + experts / Double(groups.experts.members)
      : dense + experts
    // Every GPU casts all of its gathered weights, shard or not: read BF16, write FP8.
    let cast = workload.precision == .fp8 ? StateBytes.weight + StateBytes.fp8Copy : 0
    let moved = updated * StateBytes.optimizerTraffic + (dense + experts) * cast
    return StepEndCosts(
      reduceScatter: VirtualTime(seconds: sharded ? scatter : 2 * scatter),
      embeddingAllReduce: sharesEmbeddingWithAnotherRank ? embeddingAllReduce : .zero,
      optimizer: VirtualTime(seconds: kernels.memory(bytes: moved, .streaming)),
      allGather: VirtualTime(seconds: sharded ? gather : 0))
  }

  /// An all-reduce between two GPUs moves each one's gradients once in each direction.
  private var embeddingAllReduce: VirtualTime {
    let layout = workload.parallelism
    let link = workload.cluster.link(count: layout.pipeline, stride: layout.gpusPerPipelineRank)
    let bytes =
      Double(workload.model.embeddingParameters / layout.tensor) * StateBytes.gradient
    return VirtualTime(
      seconds: bytes / link.effectiveBandwidth.bytesPerSecond + link.latency.seconds)
  }
}
