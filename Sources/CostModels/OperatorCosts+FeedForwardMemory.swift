import ClusterModels
import TransformerModels

extension OperatorCosts {
  /// What an operator does beside its products and the attention core.
  ///
  /// Coefficients are bytes per element, as in ``attentionMemoryWork(_:)``; i is a SwiGLU's width, h
  /// the hidden size, per row.
  ///
  /// | kernel | forward | input | weight |
  /// | --- | --- | --- | --- |
  /// | SwiGLU, BF16 | 6 i | 10 i, 12 i if recomputed | 0 |
  /// | SwiGLU, FP8, input kept | 8 i | 8 i, 10 i if recomputed | 0 |
  /// | GELU, BF16 | 4 i | 6 i, 8 i if recomputed | 0 |
  /// | FP8: product; gradients twice; inputs to 128 x 1 | 3 i | 4 h + 8 i | 2 h + 2 i or 3 i |
  /// | permute: rows in, copies out | (ranks + active) h x wire format | the same | 0 |
  /// | unpermute | 2 (ranks + active) h | the same | 0 |
  /// | sum with shared expert and residual | 8 h | 8 h | 0 |
  /// | dense: residual sum | 6 h | 6 h | 0 |
  ///
  /// - Source: kernels of the DeepSeek-V3 training trace (deepseek-ai/profile-data).
  func memoryBoundWork(_ part: ModelPart, _ pass: Pass) -> [MemoryBoundWork] {
    switch part {
    case .attention: attentionMemoryWork(pass)
    case .denseMLP: denseWork(pass)
    case .sharedExpert: sharedWork(pass)
    case .routedExperts: routedWork(pass)
    case .embedding: embeddingWork(pass)
    case .projection: workload.model.multiTokenPredictionModules == 0 ? [] : projectionWork(pass)
    case .head: headWork(pass)
    }
  }

  private func denseWork(_ pass: Pass) -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    var work = swigluWork(
      pass, width: workload.model.denseIntermediateSize, rows: 1, gradientIsFP8: false,
      gated: workload.model.gatedMLP)
    if pass != .weight {
      work.append(MemoryBoundWork("residual sum", .streaming, bytesPerToken: 6 * hidden))
    }
    // In a model with experts the norm of every layer counts with attention.
    if workload.model.experts == nil { work += normAndCastWork(pass, width: hidden) }
    return work
  }

  private func sharedWork(_ pass: Pass) -> [MemoryBoundWork] {
    guard let experts = workload.model.experts, experts.shared > 0 else { return [] }
    return swigluWork(
      pass, width: experts.shared * experts.intermediateSize, rows: 1, gradientIsFP8: false)
  }

  /// Rows arrive once per rank, are copied once per expert, and leave once per rank again.
  private func routedWork(_ pass: Pass) -> [MemoryBoundWork] {
    guard let experts = workload.model.experts, let spread else { return [] }
    let rows = Double(experts.active)
    let fp8 = workload.precision == .fp8
    var work = swigluWork(pass, width: experts.intermediateSize, rows: rows, gradientIsFP8: fp8)
    guard pass != .weight else { return work }
    let copied = (spread.ranks + rows) * Double(workload.model.hiddenSize)
    let arriving = bytesPerElement(pass == .forward ? .dispatch : .gradientDispatch)
    work += [
      MemoryBoundWork("permute", .streaming, bytesPerToken: copied * arriving),
      MemoryBoundWork("unpermute", .streaming, bytesPerToken: copied * FormatBytes.bf16),
      MemoryBoundWork(
        "sum with shared expert and residual", .streaming,
        bytesPerToken: 8 * workload.model.hiddenSize),
    ]
    return work
  }

  /// SwiGLU of `rows` rows of `width` per token, and the casts of its two linear layers.
  ///
  /// - Parameters:
  ///   - pass: Forward, backward for input, or backward for weight.
  ///   - width: Of one half of the input.
  ///   - rows: Per token of the GPU.
  ///   - gradientIsFP8: Whether the output's gradient arrives in FP8 already.
  ///   - gated: False for a GELU, whose input has one half only.
  /// - Returns: Bytes per token of the GPU.
  private func swigluWork(
    _ pass: Pass, width: Int, rows: Double, gradientIsFP8: Bool, gated: Bool = true
  ) -> [MemoryBoundWork] {
    let (fp8, hidden) = (workload.precision == .fp8, workload.model.hiddenSize)
    let own = width / workload.parallelism.tensor
    let again = workload.recomputation.includes(.swiglu)
    let halves = gated ? 2 : 1
    let outputGradientCast = (gradientIsFP8 ? 2 : 4) * hidden
    let (streamed, cast) =
      switch pass {
      // Read both halves, write the product; in FP8 keep the input as well. Cast the product.
      case .forward: ((2 + (fp8 ? 3 : 2) * halves) * own, 3 * own)
      // Read the kept input and the gradient, write both halves' gradient, and the product again.
      // Cast both gradients to two layouts.
      case .input:
        (
          (2 + (fp8 ? 3 : 4) * halves) * own + (again ? 2 : 0) * own,
          outputGradientCast + 4 * halves * own
        )
      // Turn both linear layers' inputs from 1 x 128 to 128 x 1 tiles.
      case .weight: (0, 2 * hidden + (again ? 3 : 2) * own)
      }
    return [
      MemoryBoundWork("SwiGLU", .streaming, bytesPerToken: rows * Double(streamed)),
      MemoryBoundWork("FP8 casts", .rowwise, bytesPerToken: fp8 ? rows * Double(cast) : 0),
    ]
  }

  /// A norm before a linear layer, its backward, and the cast of its output.
  func normAndCastWork(_ pass: Pass, width: Int) -> [MemoryBoundWork] {
    let cast = workload.precision == .fp8 ? 3 * width : 0
    let again = workload.recomputation.includes(.norm)
    return switch pass {
    case .forward: [MemoryBoundWork("norm and cast", .rowwise, bytesPerToken: 4 * width + cast)]
    case .input: [MemoryBoundWork("norm", .rowwise, bytesPerToken: (again ? 10 : 6) * width)]
    case .weight: []
    }
  }
}
