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
  /// | GELU, BF16 | 4 i | 6 i, 8 i if recomputed | 0 |
  /// | SwiGLU, FP8: from BF16 to FP8; from the kept FP8 input | 5 i | 8 i, 12 i if recomputed | 0 |
  /// | FP8: input to keep; gradients twice; inputs to 128 x 1 | 6 i | 4 h + 8 i | 2 h + 2 i or 3 i |
  /// | permute: rows in, copies out | (ranks + active) h x wire format | the same | 0 |
  /// | unpermute | 2 (ranks + active) h | the same | 0 |
  /// | sums with shared expert and residual | 12 h | with attention | 0 |
  /// | norm before the MLP, if recomputed | 0 | 4 h | 0 |
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
    return work
      + (workload.model.experts == nil
        ? normAndCastWork(pass, width: hidden) : normAgainWork(pass, width: hidden))
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
    ]
    let sums = pass == .forward ? (experts.shared > 0 ? 2 : 1) : 0
    work.append(
      MemoryBoundWork(
        "sums with shared expert and residual", .streaming,
        bytesPerToken: 6 * sums * workload.model.hiddenSize, launches: 3 * sums))
    return work + normAgainWork(pass, width: ownHiddenSize)
  }

  /// The norm whose output the MLP's weight gradients read.
  private func normAgainWork(_ pass: Pass, width: Int) -> [MemoryBoundWork] {
    pass == .input && workload.recomputation.includes(.norm)
      ? [MemoryBoundWork("norm again", .rowwise, bytesPerToken: 4 * width)] : []
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
    let again = pass == .input && workload.recomputation.includes(.swiglu)
    let halves = gated ? 2 : 1
    let outputGradientCast = (gradientIsFP8 ? 2 : 4) * hidden
    let (streamed, cast, casts) =
      switch pass {
      // Read the halves, write the product; in FP8 write it so, and keep the input in FP8.
      case .forward: ((2 * halves + (fp8 ? 1 : 2)) * own, 3 * halves * own, 3)
      // Read the kept input and the gradient, write the halves' gradient. Cast both gradients to two
      // layouts.
      case .input:
        (
          (2 + (fp8 ? 3 : 4) * halves) * own, outputGradientCast + 4 * halves * own,
          gradientIsFP8 ? 8 : 7
        )
      // Turn both linear layers' inputs from 1 x 128 to 128 x 1 tiles.
      case .weight:
        (0, 2 * hidden + (workload.recomputation.includes(.swiglu) ? 3 : 2) * own, 1)
      }
    // Made again, the product is written once more, in FP8 by a kernel that reads the input anew.
    let product = again ? (fp8 ? 2 + halves : 2) * own : 0
    return [
      MemoryBoundWork(
        "SwiGLU", .streaming, bytesPerToken: rows * Double(streamed + product),
        launches: again && fp8 ? 2 : 1),
      MemoryBoundWork(
        "FP8 casts", .rowwise, bytesPerToken: fp8 ? rows * Double(cast) : 0, launches: casts),
    ]
  }

  /// A norm before a linear layer, its backward, and the cast of its output.
  func normAndCastWork(_ pass: Pass, width: Int) -> [MemoryBoundWork] {
    let cast = workload.precision == .fp8 ? 3 * width : 0
    let again = workload.recomputation.includes(.norm)
    return switch pass {
    case .forward:
      [
        MemoryBoundWork(
          "norm and cast", .rowwise, bytesPerToken: 4 * width + cast, launches: cast > 0 ? 2 : 1)
      ]
    case .input:
      [
        MemoryBoundWork(
          "norm", .rowwise, bytesPerToken: (again ? 10 : 6) * width, launches: again ? 3 : 2)
      ]
    case .weight: []
    }
  }
}
