extension Architecture {
  /// Weights that multiply one token in the main model.
  ///
  /// Attention projections, MLPs, shared and chosen experts, gates, and the head, tied or not; no
  /// embedding, norms or biases.
  public var matrixParametersPerToken: Int {
    (0..<layers).reduce(vocabularySize * hiddenSize) { $0 + matrixParameters(layer: $1) }
  }

  /// As ``matrixParametersPerToken`` for the multi-token-prediction modules, each of which runs its
  /// projection, its layer and the shared head.
  public var matrixParametersPerTokenOfPrediction: Int {
    let projectionAndHead = 2 * hiddenSize * hiddenSize + vocabularySize * hiddenSize
    return (0..<multiTokenPredictionModules).reduce(0) {
      $0 + projectionAndHead + matrixParameters(layer: layers + $1)
    }
  }

  private func matrixParameters(layer: Int) -> Int {
    let weights = LayerParameters(self, layer: layer)
    let biases =
      attentionBiasParameters + (hasExperts(layer: layer) ? 0 : denseMLPBiasParameters)
    return weights.active - weights.norms - biases
  }

  /// Forward FLOPs of one layer's attention scores and their product with the values, for one token.
  ///
  /// Two FLOPs for each of `heads · (query-key size + value size)` weights a position; under a causal
  /// mask a token sees half of the positions, as only the lower triangle is counted.
  ///
  /// - Parameters:
  ///   - sequenceLength: In tokens, positive.
  ///   - causal: False counts the full square.
  /// - Returns: FLOPs of the forward.
  /// - Source: Zhao et al. 2025, "Insights into DeepSeek-V3", arXiv:2505.09343, section 5.1.2.
  public func attentionScoreFLOPsPerToken(sequenceLength: Int, causal: Bool = true) -> Double {
    let multiplications =
      switch attention {
      case .grouped(let heads, _, let headSize, _): heads * 2 * headSize
      case .latent(let heads, _, _, let noPositionSize, let ropeSize, let valueSize):
        heads * (noPositionSize + ropeSize + valueSize)
      }
    return 2 * Double(multiplications) * Double(sequenceLength) * (causal ? 0.5 : 1)
  }

  /// Forward FLOPs of the model for one token: two for each weight of a matrix, and attention.
  ///
  /// - Parameters:
  ///   - sequenceLength: In tokens, positive.
  ///   - causal: Whether attention counts the lower triangle only.
  ///   - multiTokenPrediction: Whether the modules behind the last layer run too.
  /// - Returns: FLOPs of the forward.
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, appendix, for two FLOPs a weight; otherwise
  ///   as ``attentionScoreFLOPsPerToken(sequenceLength:causal:)``.
  public func forwardFLOPsPerToken(
    sequenceLength: Int, causal: Bool = true, multiTokenPrediction: Bool = false
  ) -> Double {
    let modules = multiTokenPrediction ? multiTokenPredictionModules : 0
    let weights =
      matrixParametersPerToken + (modules > 0 ? matrixParametersPerTokenOfPrediction : 0)
    return 2 * Double(weights) + Double(layers + modules)
      * attentionScoreFLOPsPerToken(sequenceLength: sequenceLength, causal: causal)
  }

  /// FLOPs of forward and backward for one token, recomputation not counted.
  ///
  /// Three times the forward, as each product has two in the backward: 6 FLOPs a weight. For DeepSeek-V3 at 4,096 tokens 250 GFLOP causal and 281 for the full square; with multi-token
  /// prediction 261 and 292.
  ///
  /// - Parameters:
  ///   - sequenceLength: In tokens, positive.
  ///   - causal: Whether attention counts the lower triangle only.
  ///   - multiTokenPrediction: Whether the modules behind the last layer run too; published figures
  ///     leave them out.
  /// - Returns: FLOPs of forward and backward.
  /// - Source: Zhao et al. 2025, arXiv:2505.09343, tables 2 and 4.
  public func trainingFLOPsPerToken(
    sequenceLength: Int, causal: Bool = true, multiTokenPrediction: Bool = false
  ) -> Double {
    3
      * forwardFLOPsPerToken(
        sequenceLength: sequenceLength, causal: causal, multiTokenPrediction: multiTokenPrediction)
  }
}
