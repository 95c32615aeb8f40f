import TransformerModels

extension OperatorCosts {
  /// The memory-bound kernels of one layer's attention; in models with experts also the gate and the
  /// norm before it.
  ///
  /// Coefficients are bytes per element: 2 to read or write BF16, 1 for FP8, 1.5 for E5M6, 4 for
  /// FP32. Passes are counted as plainly written kernels make them; fusing would save some. Launches
  /// are those of the training trace, where its small kernels are the gate's. Norms and residual sums
  /// run on each tensor-parallel GPU's part of the sequence.
  ///
  /// | kernel | forward | launches | input | launches |
  /// | --- | --- | --- | --- | --- |
  /// | norms (of the input, of latents, before the gate) | 4 w | 4 | 6 w | 8 |
  /// | norms of the input and of latents, if recomputed | 0 | 0 | 4 w | 3 |
  /// | RoPE on rotated elements | 4 w | 2 | 4 w, and 4 w again if recomputed | 2, 4 |
  /// | key assembly: read both parts, write keys | 2 (2 k - r) | 3 | the same, again if recomputed | 3, 6 |
  /// | residual sum | 6 h | 1 | 6 h | 1 |
  /// | sums of gradients: of the down-projections, of shared and routed experts | 0 | 0 | 12 h | 2 |
  /// | gate | 24 experts | 40 | 24 experts | 35 |
  /// | core: row sums of output and gradient | 0 | 0 | 4 o | 1 |
  /// | core: queries' gradient | 0 | 0 | 6 q | 1 |
  /// | FP8: inputs of linear layers, output of the core | 3 w + 4.5 o | 12 | | |
  /// | FP8: inputs to 128 x 1, output, all projections' gradients twice | | | 2 w, 3 w if recomputed + 2.5 o + 4 g | 30 |
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
    var work = [
      MemoryBoundWork("norms", .rowwise, bytesPerToken: 4 * normalisedWidth, launches: 4)
    ]
    work += headWork()
    work.append(MemoryBoundWork("residual sum", .streaming, bytesPerToken: 6 * ownHiddenSize))
    work += gateWork(launches: 40)
    if workload.precision == .fp8 {
      // Read BF16, write FP8; the core's output is also kept in E5M6 for the backward pass.
      let inputs = 3 * normalisedWidth
      let output = 4.5 * Double(attention.heads * attention.valueSize)
      work.append(
        MemoryBoundWork(
          "FP8 casts", .rowwise, bytesPerToken: Double(inputs) + output, launches: 12))
    }
    return work
  }

  private func attentionBackwardWork() -> [MemoryBoundWork] {
    let hidden = ownHiddenSize
    let outputWidth = attention.heads * attention.valueSize
    var work = [
      MemoryBoundWork("before the core", .rowwise, bytesPerToken: 4 * outputWidth),
      // From FP32 to BF16.
      MemoryBoundWork("after the core", .streaming, bytesPerToken: 6 * attention.queryWidth),
      MemoryBoundWork("residual sum", .streaming, bytesPerToken: 6 * hidden),
      MemoryBoundWork("norms", .rowwise, bytesPerToken: 6 * normalisedWidth, launches: 8),
    ]
    work += gradientSumWork() + headWork() + gateWork(launches: 35)
    let normsAgain = workload.recomputation.includes(.norm)
    if normsAgain {
      let again = 4 * (hidden + attention.latentWidth)
      work.append(MemoryBoundWork("norms again", .rowwise, bytesPerToken: again, launches: 3))
    }
    if workload.recomputation.includes(.mlaUpProjection) { work += headWork() }
    if workload.precision == .fp8 {
      // Each gradient is cast twice from BF16, for the data and for the weight gradient; each
      // kept input is turned from 1 x 128 to 128 x 1 tiles.
      let gradients = 4 * attention.projections.reduce(0) { $0 + $1.outputs }
      let inputs = (normsAgain ? 3 : 2) * (hidden + attention.latentWidth)
      work.append(
        MemoryBoundWork(
          "FP8 casts", .rowwise,
          bytesPerToken: Double(gradients + inputs) + 2.5 * Double(outputWidth), launches: 30))
    }
    return work
  }

  /// Where two ways into a layer meet again: both down-projections read the layer's input, both kinds
  /// of experts the MLP's.
  private func gradientSumWork() -> [MemoryBoundWork] {
    let meetings =
      (attention.compressedWidth > 0 ? 1 : 0) + ((workload.model.experts?.shared ?? 0) > 0 ? 1 : 0)
    let bytes = 6 * meetings * ownHiddenSize
    return meetings == 0
      ? []
      : [
        MemoryBoundWork("gradient sums", .streaming, bytesPerToken: bytes, launches: meetings)
      ]
  }

  /// Elements of one token that pass a norm within the operator.
  private var normalisedWidth: Int {
    ownHiddenSize * (workload.model.experts == nil ? 1 : 2) + attention.latentWidth
  }

  /// RoPE in place, and latent attention's keys put together from their two parts; backward the
  /// same bytes flow the other way.
  private func headWork() -> [MemoryBoundWork] {
    let rotated = attention.rotatedQueryWidth + attention.rotatedKeyWidth
    let assembled = attention.assembledKeyWidth
    let copied = assembled == 0 ? 0 : 2 * assembled - attention.rotatedQueryWidth
    return [
      MemoryBoundWork("RoPE", .rowwise, bytesPerToken: 4 * rotated, launches: 2),
      MemoryBoundWork("key assembly", .streaming, bytesPerToken: 2 * copied, launches: 3),
    ]
  }

  /// Scores, bias, group scores, mask, choice and weights: six FP32 passes over the scores.
  private func gateWork(launches: Int) -> [MemoryBoundWork] {
    guard let experts = workload.model.experts else { return [] }
    return [
      MemoryBoundWork(
        "gate", .rowwise, bytesPerToken: 24 * experts.routed, launches: launches)
    ]
  }
}
