public import Quantities

extension Architecture {
  /// A Hugging Face `config.json` that reads back as this model and these constants, apart from the
  /// model's name.
  ///
  /// - Parameter constants: Of the same model.
  /// - Returns: Nil for models of other families than DeepSeek-V2's and V3's.
  public func configuration(_ constants: ModelConstants) -> JSONText? {
    guard
      case .latent(
        let heads, let queryRank, let keyValueRank, let noPositionSize, let ropeSize,
        let valueSize) = attention,
      family == ModelFamily.deepSeekV3.rawValue || multiTokenPredictionModules == 0
    else { return nil }
    var members: [JSONText.Member] = [
      .init("model_type", .string(family)),
      .init("vocab_size", .integer(vocabularySize)),
      .init("hidden_size", .integer(hiddenSize)),
      .init("num_hidden_layers", .integer(layers)),
      .init("num_attention_heads", .integer(heads)),
      .init("q_lora_rank", queryRank.map(JSONText.integer) ?? .null),
      .init("kv_lora_rank", .integer(keyValueRank)),
      .init("qk_nope_head_dim", .integer(noPositionSize)),
      .init("qk_rope_head_dim", .integer(ropeSize)),
      .init("v_head_dim", .integer(valueSize)),
      .init("intermediate_size", .integer(denseIntermediateSize)),
      .init("num_nextn_predict_layers", .integer(multiTokenPredictionModules)),
      .init("tie_word_embeddings", .bool(tiedEmbedding)),
    ]
    members += experts?.members ?? [.init("n_routed_experts", .null)]
    return .object(members + constants.members)
  }
}

extension Architecture.Experts {
  fileprivate var members: [JSONText.Member] {
    [
      .init("n_routed_experts", .integer(routed)),
      .init("n_shared_experts", .integer(shared)),
      .init("num_experts_per_tok", .integer(active)),
      .init("moe_intermediate_size", .integer(intermediateSize)),
      .init("n_group", .integer(groups)),
      .init("topk_group", .integer(keptGroups)),
      .init("first_k_dense_replace", .integer(firstDenseLayers)),
      .init("moe_layer_freq", .integer(layerFrequency)),
    ]
  }
}

extension ModelConstants {
  fileprivate var members: [JSONText.Member] {
    [
      .init("rms_norm_eps", .number(normEpsilon)),
      .init("rope_theta", .number(ropeTheta)),
      .init("initializer_range", .number(initialDeviation)),
      .init("routed_scaling_factor", .number(routedScale)),
      .init("norm_topk_prob", .bool(normalisesWeights)),
      .init("scoring_func", .string(scoring.rawValue)),
    ]
  }
}
