import TransformerModels

/// Every weight tensor that one token meets, or all there are, named as checkpoints name them: the
/// slow twin of the closed forms.
struct TensorList {
  struct Tensor {
    var name: String
    var shape: [Int]
    var count: Int { shape.reduce(1, *) }
  }

  private(set) var tensors: [Tensor] = []

  /// Lists the main model; `activeOnly` leaves out the routed experts that one token does not meet.
  init(_ model: Architecture, activeOnly: Bool) {
    add("embed_tokens", model.vocabularySize, model.hiddenSize)
    add("embed_positions", model.learnedPositions, model.hiddenSize)
    for layer in 0..<model.layers { addLayer(layer, of: model, activeOnly: activeOnly) }
    addNorm("norm", of: model)
    if !model.tiedEmbedding { add("lm_head", model.vocabularySize, model.hiddenSize) }
  }

  /// The tensors of the multi-token-prediction modules alone, embedding and head not repeated.
  init(predictionOf model: Architecture, activeOnly: Bool) {
    for module in 0..<model.multiTokenPredictionModules {
      add("enorm", model.hiddenSize)
      add("hnorm", model.hiddenSize)
      add("eh_proj", model.hiddenSize, 2 * model.hiddenSize)
      addLayer(model.layers + module, of: model, activeOnly: activeOnly)
      add("shared_head.norm", model.hiddenSize)
    }
  }

  func count(where isIncluded: (Tensor) -> Bool = { _ in true }) -> Int {
    tensors.filter(isIncluded).reduce(0) { $0 + $1.count }
  }

  private mutating func add(_ name: String, _ shape: Int...) {
    tensors.append(Tensor(name: name, shape: shape))
  }

  private mutating func addLayer(_ layer: Int, of model: Architecture, activeOnly: Bool) {
    let hidden = model.hiddenSize
    addNorm("input_layernorm", of: model)
    addNorm("post_attention_layernorm", of: model)
    addAttention(of: model)
    guard let experts = model.experts, model.hasExperts(layer: layer) else {
      addDenseMLP(of: model)
      return
    }
    add("mlp.gate", experts.routed, hidden)
    for _ in 0..<(activeOnly ? experts.active : experts.routed) {
      addMLP("mlp.experts", hidden, experts.intermediateSize)
    }
    for _ in 0..<experts.shared { addMLP("shared_experts", hidden, experts.intermediateSize) }
  }

  private mutating func addNorm(_ name: String, of model: Architecture) {
    add(name, model.hiddenSize)
    if model.learnedBiases { add("bias of " + name, model.hiddenSize) }
  }

  private mutating func addDenseMLP(of model: Architecture) {
    let (hidden, width) = (model.hiddenSize, model.denseIntermediateSize)
    for name in model.gatedMLP ? ["gate_proj", "up_proj"] : ["up_proj"] {
      add("mlp.\(name)", width, hidden)
      if model.learnedBiases { add("mlp.\(name).bias", width) }
    }
    add("mlp.down_proj", hidden, width)
    if model.learnedBiases { add("mlp.down_proj.bias", hidden) }
  }

  private mutating func addMLP(_ name: String, _ hidden: Int, _ intermediate: Int) {
    add(name + ".gate_proj", intermediate, hidden)
    add(name + ".up_proj", intermediate, hidden)
    add(name + ".down_proj", hidden, intermediate)
  }

  private mutating func addAttention(of model: Architecture) {
    let hidden = model.hiddenSize
    switch model.attention {
    case .grouped(let heads, let keyValueHeads, let size, let bias):
      add("q_proj", heads * size, hidden)
      add("k_proj", keyValueHeads * size, hidden)
      add("v_proj", keyValueHeads * size, hidden)
      add("o_proj", hidden, heads * size)
      if bias {
        add("q_proj.bias", heads * size)
        add("k_proj.bias", keyValueHeads * size)
        add("v_proj.bias", keyValueHeads * size)
        if model.learnedBiases { add("o_proj.bias", hidden) }
      }
    case .latent(
      let heads, let queryRank, let keyValueRank, let noPositionSize, let ropeSize, let valueSize):
      let querySize = noPositionSize + ropeSize
      if let queryRank {
        add("q_a_proj", queryRank, hidden)
        add("q_a_layernorm", queryRank)
        add("q_b_proj", heads * querySize, queryRank)
      } else {
        add("q_proj", heads * querySize, hidden)
      }
      add("kv_a_proj_with_mqa", keyValueRank + ropeSize, hidden)
      add("kv_a_layernorm", keyValueRank)
      add("kv_b_proj", heads * (noPositionSize + valueSize), keyValueRank)
      add("o_proj", hidden, heads * valueSize)
    }
  }
}
