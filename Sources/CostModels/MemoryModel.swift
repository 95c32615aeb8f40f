import ClusterModels
public import PipelineSchedules
public import Quantities
import TransformerModels

/// How much memory one GPU of a pipeline rank needs.
public struct MemoryModel: Sendable {
  public let workload: Workload
  let attention: AttentionShape

  /// - Parameter workload: One that ``OperatorCosts/init(_:)`` accepts.
  public init(_ workload: Workload) {
    self.workload = workload
    attention = AttentionShape(workload.model, tensor: workload.parallelism.tensor)
  }

  /// Memory at the rank's peak.
  ///
  /// Weights in BF16, in FP8 too where the linear layers read it; gradients in FP32; FP32 master
  /// weights and BF16 moments, sharded over the GPUs that hold the same weights under ZeRO stage 1.
  /// Gradients that wait between I and W of a split backward are not counted.
  ///
  /// - Parameters:
  ///   - heldStages: For each stage on the rank its units and its live microbatches at the peak.
  ///   - copies: Pipeline ranks that hold each stage: 2 in DualPipe.
  ///   - holdsSecondEmbedding: Whether the rank keeps an embedding for units whose own is elsewhere.
  /// - Returns: Bytes by kind.
  /// - Complexity: O(units)
  /// - Source: DeepSeek-V3 Technical Report, sections 3.2.3 and 3.3.4; Rajbhandari et al. 2019,
  ///   arXiv:1910.02054, section 5.1.
  public func use(
    heldStages: [(units: [(unit: StageUnit, layer: Int)], live: Int)], copies: Int,
    holdsSecondEmbedding: Bool
  ) -> MemoryUse {
    precondition(copies > 0, "\(copies) copies of a stage")
    let units = heldStages.flatMap(\.units)
    let held = HeldParameters(workload, units: units, secondEmbedding: holdsSecondEmbedding)
    let groups = workload.reductionGroups(copies: copies)
    let sharded = workload.zeroStage == 1
    let (dense, experts) = (Double(held.dense), Double(held.experts))
    let updated =
      sharded
      ? dense / Double(groups.dense.members) + experts / Double(groups.experts.members)
      : dense + experts
    let weight = StateBytes.weight + (workload.precision == .fp8 ? StateBytes.fp8Copy : 0)
    return MemoryUse(
      weights: Bytes(roundingUp: weight * (dense + experts)),
      gradients: Bytes(roundingUp: StateBytes.gradient * (dense + experts)),
      optimizer: Bytes(roundingUp: (StateBytes.master + StateBytes.moments) * updated),
      activations: heldStages.reduce(.zero) { $0 + activations($1.units) * $1.live },
      buffers: buffers(units))
  }

  /// What one microbatch keeps of a stage until its backward, on one GPU.
  ///
  /// - Parameter units: What the stage holds.
  /// - Returns: Bytes of all tensors that the recomputation policy keeps.
  /// - Complexity: O(`units`)
  public func activations(_ units: [(unit: StageUnit, layer: Int)]) -> Bytes {
    let perToken = units.reduce(0) {
      $0 + bytesPerToken(savedTensors($1.unit, layer: $1.layer))
    }
    return Bytes(roundingUp: perToken * Double(workload.tokensPerGPU))
  }

  func bytesPerToken(_ tensors: [SavedTensor]) -> Double {
    tensors.reduce(0) { $0 + $1.bytesPerToken }
  }
}
