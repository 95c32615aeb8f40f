import ClusterModels
import PipelineSchedules
import Quantities
import TransformerModels

extension MemoryModel {
  /// Memory of the CUDA context, of NCCL and of libraries' workspaces.
  static let contextBytes = 2_147_483_648.0

  /// What a rank needs beside its state and its saved activations.
  ///
  /// - The largest operator's temporaries: attention's backward (queries, keys, values and their
  ///   gradients in BF16, queries' gradients in FP32 as FlashAttention sums them) or a SwiGLU's
  ///   (both halves and their gradients, product, in BF16).
  /// - Expert exchange: rows received and rows to return, for a forward and a backward at once.
  /// - Pipeline messages: one received and one sent in each direction.
  /// - FP32 logits, replaced by their gradient, where the head is.
  /// - Under full recomputation, one layer's activations.
  func buffers(_ units: [(unit: StageUnit, layer: Int)]) -> Bytes {
    let (model, layout) = (workload.model, workload.parallelism)
    let perToken =
      operatorBytes(units) + exchangeBytes(units)
      + 4 * Double(ownHiddenSize) * FormatBytes.bf16
      + (units.contains { $0.unit == .head || $0.unit == .multiTokenPrediction }
        ? Double(model.vocabularySize / layout.tensor) * FormatBytes.fp32 : 0)
      + replayedBytes(units)
    return Bytes(
      roundingUp: perToken * Double(workload.tokensPerGPU) + Self.contextBytes)
  }

  private func operatorBytes(_ units: [(unit: StageUnit, layer: Int)]) -> Double {
    layers(units).reduce(0) { most, layer in
      let coreInputs = attention.queryWidth + attention.keyWidth + attention.valueWidth
      let core =
        2 * Double(coreInputs) * FormatBytes.bf16
        + Double(attention.queryWidth) * FormatBytes.fp32
      return max(most, core, 5 * Double(swigluWidth(layer: layer)) * FormatBytes.bf16)
    }
  }

  private func swigluWidth(layer: Int) -> Int {
    let model = workload.model
    guard model.hasExperts(layer: layer), let experts = model.experts else {
      return model.denseIntermediateSize / workload.parallelism.tensor
    }
    return experts.active * experts.intermediateSize / workload.parallelism.tensor
  }

  private func exchangeBytes(_ units: [(unit: StageUnit, layer: Int)]) -> Double {
    guard let experts = workload.model.experts, workload.parallelism.expert > 1,
      layers(units).contains(where: workload.model.hasExperts)
    else { return 0 }
    let spread = RoutingSpread(
      experts, ranks: workload.parallelism.expert, nodes: workload.expertNodes)
    let received = spread.ranks * (linearBytes + FormatBytes.bf16)
    return 2 * received * Double(workload.model.hiddenSize)
  }

  private func replayedBytes(_ units: [(unit: StageUnit, layer: Int)]) -> Double {
    guard workload.recomputation == .full else { return 0 }
    return layers(units).reduce(0) {
      max($0, bytesPerToken(savedByLayer($1, policy: .items([]))))
    }
  }

  /// Numbers of the transformer layers among `units`, MTP's included.
  private func layers(_ units: [(unit: StageUnit, layer: Int)]) -> [Int] {
    units.filter { $0.unit == .layer || $0.unit == .multiTokenPrediction }.map(\.layer)
  }
}
