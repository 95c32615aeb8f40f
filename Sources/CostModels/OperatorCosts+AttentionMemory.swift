import TransformerModels

extension OperatorCosts {
  /// The memory-bound kernels of one layer's attention; in models with experts also the gate and the
  /// norm before it.
  ///
  /// Coefficients are bytes per element: 2 to read or write BF16, 1 for FP8, 1.5 for E5M6, 4 for
  /// FP32. Passes are counted as plainly written kernels make them, one kernel per line; fusing
  /// would save some. Norms and residual sums run on each tensor-parallel GPU's part of the
  /// sequence.
  ///
  /// | kernel | forward | input |
  /// | --- | --- | --- |
  /// | norms (of the input, of latents, before the gate) | 4 w | 6 w, and 4 w again if recomputed |
  /// | RoPE on rotated elements | 4 w | 4 w, and 4 w again if recomputed |
  /// | key assembly: read both parts, write keys | 2 (2 k - r) | the same, again if recomputed |
  /// | residual sum | 6 h | 6 h |
  /// | gate | 24 experts | 24 experts |
  /// | core: row sums of output and gradient; queries' gradient | 0 | 4 o + 6 q |
  /// | FP8: inputs of linear layers | 3 w | 2 w, 3 w if recomputed |
  /// | FP8: output of the core | 4.5 o | 2.5 o |
  /// | FP8: gradients of all projections' outputs, twice | 0 | 4 w |
  ///
  /// - Source: kernels of the DeepSeek-V3 training trace (deepseek-ai/profile-data); formats of the
  ///   technical report, section 3.3.
  func attentionMemoryWork(_ pass: Pass) -> [MemoryBoundWork] {
    switch pass {
    case .forward: attentionForwardWork()
    case .input: attentionBackwardWork()
    case .weight: []
    }
  }

  private func attentionForwardWork() -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    var work = normWork(bytesPerElement: 4)
    work += headWork()
    work.append(MemoryBoundWork("residual sum", .streaming, bytesPerToken: 6 * hidden))
    work += gateWork()
    if workload.precision == .fp8 {
      // Read BF16, write FP8; the core's output is also kept in E5M6 for the backward pass.
      let inputs = 3 * normalisedWidth
      let output = 4.5 * Double(attention.heads * attention.valueSize)
      work.append(
        MemoryBoundWork("FP8 casts", .rowwise, bytesPerToken: Double(inputs) + output))
    }
    return work
  }

  private func attentionBackwardWork() -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    let outputWidth = attention.heads * attention.valueSize
    var work = [
      // The row sums of output times gradient, and queries' gradients from FP32 to BF16.
      MemoryBoundWork(
        "before and after the core", .streaming,
        bytesPerToken: 4 * outputWidth + 6 * attention.queryWidth),
      MemoryBoundWork("residual sum", .streaming, bytesPerToken: 6 * hidden),
    ]
    work += normWork(bytesPerElement: 6)
    work += headWork()
    work += gateWork()
    let normsAgain = workload.recomputation.includes(.norm)
    if normsAgain { work += normWork(bytesPerElement: 4) }
    if workload.recomputation.includes(.mlaUpProjection) { work += headWork() }
    if workload.precision == .fp8 {
      // Each gradient is cast twice from BF16, for the data and for the weight gradient; each
      // kept input is turned from 1 x 128 to 128 x 1 tiles.
      let gradients = 4 * attention.projections.reduce(0) { $0 + $1.outputs }
      let inputs = (normsAgain ? 3 : 2) * (hidden + attention.latentWidth)
      work.append(
        MemoryBoundWork(
          "FP8 casts", .rowwise,
          bytesPerToken: Double(gradients + inputs) + 2.5 * Double(outputWidth)))
    }
    return work
  }

  /// Elements of one token that pass a norm within the operator.
  private var normalisedWidth: Int {
    ownHiddenSize * (workload.model.experts == nil ? 1 : 2) + attention.latentWidth
  }

  private func normWork(bytesPerElement: Int) -> [MemoryBoundWork] {
    [MemoryBoundWork("norms", .rowwise, bytesPerToken: bytesPerElement * normalisedWidth)]
  }

  /// RoPE in place, and latent attention's keys put together from their two parts; backward the
  /// same bytes flow the other way.
  private func headWork() -> [MemoryBoundWork] {
    let rotated = attention.rotatedQueryWidth + attention.rotatedKeyWidth
    let assembled = attention.assembledKeyWidth
    let copied = assembled == 0 ? 0 : 2 * assembled - attention.rotatedQueryWidth
    return [
      MemoryBoundWork("RoPE", .rowwise, bytesPerToken: 4 * rotated),
      MemoryBoundWork("key assembly", .streaming, bytesPerToken: 2 * copied),
    ]
  }

  /// Scores, bias, group scores, mask, choice and weights: six FP32 passes over the scores.
  private func gateWork() -> [MemoryBoundWork] {
    guard let experts = workload.model.experts else { return [] }
    return [MemoryBoundWork("gate", .rowwise, bytesPerToken: 24 * experts.routed)]
  }
}
