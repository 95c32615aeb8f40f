internal import TransformerModels

/// What the layers of a model are made from.
struct ModelParts {
  let configuration: ModelConfiguration
  let arithmetic: Arithmetic
  let store: ParameterStore
  /// Moves tokens between the ranks of the experts.
  let exchange: any ExpertExchange
  /// What of the configuration's is done: delayed scaling must see each tensor once.
  let recomputation: Recomputation

  var architecture: Architecture { configuration.architecture }

  /// A linear layer whose weight has a name.
  func linear(_ name: String, outputs: Int, inputs: Int) throws(TrainingError) -> Linear {
    try Linear([store.weight(name, rows: outputs, columns: inputs)], arithmetic)
  }

  /// A norm whose gain has a name.
  func norm(_ name: String, size: Int) -> RMSNorm {
    RMSNorm(
      gain: store.gain(name, size: size), epsilon: Float(configuration.constants.normEpsilon),
      arithmetic: arithmetic)
  }

  /// The embedding, which units of a rank share.
  var embedding: Parameter {
    store.weight(
      "model.embed_tokens.weight", rows: architecture.vocabularySize,
      columns: architecture.hiddenSize)
  }

  /// The output head, which is the embedding where the model ties them.
  var head: Parameter {
    architecture.tiedEmbedding
      ? embedding
      : store.weight(
        "lm_head.weight", rows: architecture.vocabularySize, columns: architecture.hiddenSize)
  }
}
