import ClusterModels
import PipelineSchedules
import TransformerModels

extension MemoryModel {
  /// What one microbatch keeps of a unit, for each token of the GPU.
  ///
  /// FlashAttention keeps no scores, so `selective` frees nothing beyond `none`. Routing weights are
  /// applied before the last product of an expert, so that its output is not kept.
  func savedTensors(_ unit: StageUnit, layer: Int) -> [SavedTensor] {
    let hidden = ownHiddenSize
    switch unit {
    case .embedding:
      return [SavedTensor("token numbers", elements: 1, bytes: FormatBytes.fp32)]
    case .layer:
      return savedByLayer(layer, policy: workload.recomputation)
    case .multiTokenPrediction:
      return [SavedTensor("hidden and embedding", elements: 2 * hidden, bytes: FormatBytes.bf16)]
        + normOutput(elements: 2 * hidden, bytes: linearBytes)
        + savedByLayer(layer, policy: workload.recomputation) + savedTensors(.head, layer: layer)
    case .head:
      return [SavedTensor("last hidden", elements: hidden, bytes: FormatBytes.bf16)]
        + normOutput(elements: hidden, bytes: FormatBytes.bf16)
    }
  }

  /// What one layer keeps under a policy.
  func savedByLayer(_ layer: Int, policy: Recomputation) -> [SavedTensor] {
    let input = SavedTensor("layer input", elements: ownHiddenSize, bytes: FormatBytes.bf16)
    if policy == .full { return [input] }
    return [input] + savedByAttention(policy)
      + (workload.model.hasExperts(layer: layer) ? savedByExperts(policy) : savedByDense(policy))
  }

  private func savedByAttention(_ policy: Recomputation) -> [SavedTensor] {
    let outputWidth = attention.heads * attention.valueSize
    let expandsAgain = policy.includes(.mlaUpProjection) && attention.compressedWidth > 0
    let queries = expandsAgain && attention.compressesQueries ? 0 : attention.queryWidth
    let keysAndValues = expandsAgain ? 0 : attention.keyWidth + attention.valueWidth
    let fp8 = workload.precision == .fp8
    return [
      SavedTensor("latents", elements: attention.compressedWidth, bytes: FormatBytes.bf16),
      SavedTensor(
        "queries, keys, values", elements: queries + keysAndValues, bytes: FormatBytes.bf16),
      // In FP8 training the core and the linear layer behind it share one copy.
      SavedTensor(
        "core output", elements: outputWidth, bytes: fp8 ? FormatBytes.e5m6 : FormatBytes.bf16),
      SavedTensor("log-sum-exp", elements: attention.heads, bytes: FormatBytes.fp32),
      SavedTensor("MLP input", elements: ownHiddenSize, bytes: FormatBytes.bf16),
    ] + normOutput(elements: 2 * ownHiddenSize + attention.latentWidth, bytes: linearBytes)
  }

  private func savedByDense(_ policy: Recomputation) -> [SavedTensor] {
    savedBySwiGLU(
      "dense", width: workload.model.denseIntermediateSize, rows: 1, policy,
      halves: workload.model.gatedMLP ? 2 : 1)
  }

  private func savedByExperts(_ policy: Recomputation) -> [SavedTensor] {
    guard let experts = workload.model.experts else { return [] }
    let (width, rows) = (experts.intermediateSize, experts.active)
    return [
      SavedTensor("gate scores", elements: experts.routed, bytes: FormatBytes.fp32),
      SavedTensor(
        "dispatched rows", elements: rows * workload.model.hiddenSize, bytes: linearBytes),
    ] + savedBySwiGLU("routed", width: width, rows: rows, policy)
      + savedBySwiGLU("shared", width: experts.shared * width, rows: 1, policy)
  }

  private func savedBySwiGLU(
    _ name: String, width: Int, rows: Int, _ policy: Recomputation, halves: Int = 2
  ) -> [SavedTensor] {
    let own = rows * width / workload.parallelism.tensor
    let output = policy.includes(.swiglu) ? 0 : own
    return [
      SavedTensor("\(name) SwiGLU input", elements: halves * own, bytes: linearBytes),
      SavedTensor("\(name) SwiGLU output", elements: output, bytes: linearBytes),
    ]
  }

  private func normOutput(elements: Int, bytes: Double) -> [SavedTensor] {
    let kept = workload.recomputation.includes(.norm) ? 0 : elements
    return [SavedTensor("norm output", elements: kept, bytes: bytes)]
  }

  /// Bytes of one element of what linear layers read.
  var linearBytes: Double { workload.precision == .fp8 ? FormatBytes.fp8 : FormatBytes.bf16 }

  /// Elements of one token's hidden vector on each tensor-parallel GPU; the sequence is divided.
  var ownHiddenSize: Int { workload.model.hiddenSize / workload.parallelism.tensor }
}
