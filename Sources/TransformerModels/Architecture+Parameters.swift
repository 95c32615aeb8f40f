extension Architecture {
  /// Weights of one layer's attention: projections, their compressed norms and biases, without the
  /// layer's own two norms.
  ///
  /// - Source: DeepSeek-AI 2024, arXiv:2405.04434, section 2.1, for latent attention; Ainslie et al.
  ///   2023, arXiv:2305.13245, for grouped.
  public var attentionParameters: Int {
    switch attention {
    case .grouped(let heads, let keyValueHeads, let headSize, _):
      let queries = heads * headSize
      let keysAndValues = 2 * keyValueHeads * headSize
      return hiddenSize * (2 * queries + keysAndValues) + attentionBiasParameters
    case .latent(
      let heads, let queryRank, let keyValueRank, let noPositionSize, let ropeSize, let valueSize):
      let queries = heads * (noPositionSize + ropeSize)
      let query = queryRank.map { hiddenSize * $0 + $0 + $0 * queries } ?? hiddenSize * queries
      let keyValue =
        hiddenSize * (keyValueRank + ropeSize) + keyValueRank
        + keyValueRank * heads * (noPositionSize + valueSize)
      return query + keyValue + heads * valueSize * hiddenSize
    }
  }

  /// Weights of the norms inside one layer's latent attention; 0 for grouped attention.
  public var attentionNormParameters: Int {
    switch attention {
    case .grouped: 0
    case .latent(_, let queryRank, let keyValueRank, _, _, _): (queryRank ?? 0) + keyValueRank
    }
  }

  /// Biases of one layer's queries, keys and values, and of the projection behind them.
  public var attentionBiasParameters: Int {
    guard case .grouped(let heads, let keyValueHeads, let headSize, true) = attention else {
      return 0
    }
    return (heads + 2 * keyValueHeads) * headSize + (learnedBiases ? hiddenSize : 0)
  }

  /// Weights of the matrices of one dense layer's MLP.
  public var denseMLPParameters: Int { (gatedMLP ? 3 : 2) * hiddenSize * denseIntermediateSize }

  /// Biases of one dense layer's MLP.
  public var denseMLPBiasParameters: Int {
    learnedBiases ? (gatedMLP ? 2 : 1) * denseIntermediateSize + hiddenSize : 0
  }

  /// Weights of one expert, routed or shared; 0 without experts.
  public var expertParameters: Int { 3 * hiddenSize * (experts?.intermediateSize ?? 0) }

  /// Weights of one layer's gate, its balancing bias not counted; 0 without experts.
  public var gateParameters: Int { hiddenSize * (experts?.routed ?? 0) }

  /// Weights of one norm of the hidden vector.
  public var normParameters: Int { (learnedBiases ? 2 : 1) * hiddenSize }

  /// Weights of one layer's two norms.
  public var layerNormParameters: Int { 2 * normParameters }

  public var embeddingParameters: Int { vocabularySize * hiddenSize }

  /// Weights of the learned positions; 0 where positions are rotations.
  public var positionParameters: Int { learnedPositions * hiddenSize }

  /// Weights of the output head and the final norm; the norm alone where the embedding is tied.
  public var headParameters: Int {
    normParameters + (tiedEmbedding ? 0 : vocabularySize * hiddenSize)
  }

  /// Weights of one layer that every GPU of the expert group holds: all but the routed experts.
  public func denseParameters(layer: Int) -> Int {
    let mlp =
      hasExperts(layer: layer)
      ? (experts?.shared ?? 0) * expertParameters + gateParameters
      : denseMLPParameters + denseMLPBiasParameters
    return attentionParameters + layerNormParameters + mlp
  }

  /// Weights of one layer's routed experts, all of them; 0 in a dense layer.
  public func routedParameters(layer: Int) -> Int {
    hasExperts(layer: layer) ? (experts?.routed ?? 0) * expertParameters : 0
  }

  /// Weights that one multi-token-prediction module adds beside its layer: the projection of
  /// `[hidden; embedding]` and three norms.
  public var projectionParameters: Int { 2 * hiddenSize * hiddenSize + 3 * hiddenSize }
}
