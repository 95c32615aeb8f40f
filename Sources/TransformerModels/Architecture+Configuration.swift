internal import Quantities

extension Architecture {
  /// Reads a Hugging Face `config.json`.
  ///
  /// Keys that do not bear on cost are ignored, as such files hold many. A sliding window is read as
  /// full attention.
  ///
  /// - Parameters:
  ///   - json: The document, UTF-8.
  ///   - name: For people, and in errors in the place of a file.
  /// - Throws: `ModelError` with code `malformedJSON`, `unknownFamily`, `missingKey`, `wrongType`,
  ///   `outOfRange` (also for 10^15 parameters and more), `inconsistent` or `unsupported`.
  public init(configuration json: [UInt8], name: String) throws(ModelError) {
    try self.init(ConfigurationReader(json, source: name), name: name)
  }

  /// Reads a Hugging Face `config.json` from a string; otherwise as ``init(configuration:name:)``.
  public init(configuration json: String, name: String) throws(ModelError) {
    try self.init(configuration: Array(json.utf8), name: name)
  }

  init(_ reader: ConfigurationReader, name: String) throws(ModelError) {
    guard let type = try reader.text("model_type") else {
      throw reader.failure(.missingKey, "model_type", expected: "one of \(ModelFamily.names)")
    }
    guard let family = ModelFamily(rawValue: type) else {
      throw reader.failure(.unknownFamily, "model_type", expected: "one of \(ModelFamily.names)")
    }
    for key in ["attention_bias", "mlp_bias"] where try reader.flag(key) {
      throw reader.failure(.unsupported, key, expected: "false: these biases are not counted")
    }
    let layers = try reader.integer(family.layersKey, in: 1...Limit.layers)
    let hiddenSize = try reader.integer(family.hiddenSizeKey, in: 1...Limit.hidden)
    try self.init(
      family: type, name: name,
      vocabularySize: reader.integer("vocab_size", in: 1...Limit.vocabulary),
      hiddenSize: hiddenSize,
      layers: layers,
      attention: Attention(reader, family: family),
      // GPT-2's configuration class has four times the hidden size where a file is silent.
      denseIntermediateSize: family == .gpt2
        ? reader.integer("n_inner", in: 1...Limit.intermediate, fallback: 4 * hiddenSize)
        : reader.integer("intermediate_size", in: 1...Limit.intermediate),
      experts: Experts(reader, family: family, layers: layers),
      // The published configuration class of DeepSeek-V3 has 1 where a file is silent.
      multiTokenPredictionModules: family == .deepSeekV3
        ? reader.integer("num_nextn_predict_layers", in: 0...Limit.modules, fallback: 1) : 0,
      // Of these families GPT-2 alone shares the embedding where a file is silent.
      tiedEmbedding: reader.has("tie_word_embeddings")
        ? reader.flag("tie_word_embeddings") : family == .gpt2,
      gatedMLP: family != .gpt2, learnedBiases: family == .gpt2,
      learnedPositions: family == .gpt2
        ? reader.integer("n_positions", in: 1...Limit.positions) : 0)
    let magnitude = approximateParameters
    guard magnitude < Limit.parameters else {
      let trillions = fixed(magnitude / 1e12, decimals: 0, grouped: true)
      throw ModelError(
        code: .outOfRange,
        detail: "\(reader.source): these sizes make \(trillions) trillion parameters; "
          + "expected fewer than 1,000 trillion")
    }
  }

  /// The total in floating point, where no product overflows.
  private var approximateParameters: Double {
    let perLayer =
      Double(attentionParameters) + Double(denseMLPParameters)
      + Double(expertParameters) * Double((experts?.routed ?? 0) + (experts?.shared ?? 0))
    return Double(layers + multiTokenPredictionModules) * perLayer
      + 2 * Double(embeddingParameters) + Double(positionParameters)
  }
}
