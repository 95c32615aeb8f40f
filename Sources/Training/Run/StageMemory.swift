internal import PipelineSchedules
internal import TransformerModels

/// What a stage's weights and one microbatch's way through it take, by the sizes of the model.
struct StageMemory {
  /// Elements of weights that all data ranks hold.
  private(set) var dense = 0
  /// Elements of the routed experts of all data ranks together.
  private(set) var routed = 0
  /// Whether the embedding is there, which a prediction module has too.
  private(set) var hasEmbedding = false
  /// Whether the output head is there, which a prediction module has too.
  private(set) var hasHead = false
  /// Bytes that the forward keeps of a token.
  private(set) var kept = 0
  /// Bytes that work on the weights needs of a token, when the gradient of the input is there.
  private(set) var work = 0

  private static let float = 4

  /// - Parameters:
  ///   - stage: Its number.
  ///   - layout: Of the whole model.
  ///   - model: With its precision and what it computes again.
  init(_ stage: Int, _ layout: StageLayout, of model: ModelConfiguration) {
    let architecture = model.architecture
    let hidden = Self.float * architecture.hiddenSize
    let logits = Self.float * architecture.vocabularySize
    var module = architecture.layers
    for unit in layout.stages[stage] {
      switch unit {
      case .embedding: hasEmbedding = true
      case .layer: break
      case .multiTokenPrediction:
        (hasEmbedding, hasHead) = (true, true)
        dense += architecture.projectionParameters
        add(layer: module, of: model)
        module += 1
        // Two vectors, what joins them, and the logits' gradient behind the norm.
        kept += 5 * hidden + logits
        work += 4 * hidden + logits
      case .head:
        hasHead = true
        dense += architecture.normParameters
        kept += hidden + logits
        work += 2 * hidden + logits
      }
    }
    for layer in layout.layers(onStage: stage) { add(layer: layer, of: model) }
  }

  private mutating func add(layer: Int, of model: ModelConfiguration) {
    let architecture = model.architecture
    dense += architecture.denseParameters(layer: layer)
    routed += architecture.routedParameters(layer: layer)
    addAttention(of: model)
    let hidden = architecture.hiddenSize
    kept += Self.float * hidden
    guard architecture.hasExperts(layer: layer), let experts = architecture.experts else {
      return addFeedForward(width: architecture.denseIntermediateSize, rows: 1, of: model)
    }
    // Scores, and the chosen experts with their weights and places.
    kept += Self.float * (experts.routed + 4 * experts.active)
    work += Self.float * (experts.routed + hidden)
    addFeedForward(
      width: experts.shared * experts.intermediateSize, rows: experts.shared > 0 ? 1 : 0, of: model)
    addFeedForward(width: experts.intermediateSize, rows: experts.active, of: model)
    // What arrives at experts is kept whatever is computed again.
    kept += experts.active * Self.code(model.precision) * hidden
  }

  /// A SwiGLU that some rows of each token pass through.
  private mutating func addFeedForward(width: Int, rows: Int, of model: ModelConfiguration) {
    let code = Self.code(model.precision)
    let hidden = model.architecture.hiddenSize
    let repeats = model.recomputed
    kept += rows * code * 2 * width
    kept += rows * code * (repeats.contains(.swiGLU) ? 0 : width)
    kept += rows * code * (repeats.contains(.norms) ? 0 : hidden)
    work += rows * code * (3 * width + 2 * hidden)
  }

  private mutating func addAttention(of model: ModelConfiguration) {
    guard let shape = try? AttentionShape(model.architecture.attention) else { return }
    let code = Self.code(model.precision)
    let hidden = model.architecture.hiddenSize
    let latents = (shape.queryRank ?? 0) + shape.keyValueRank
    let projected = shape.heads * (shape.querySize + shape.keyValueSize)
    let repeats = model.recomputed
    kept += Self.float * (hidden + latents + shape.ropeSize + shape.heads)
    // What attention gave is also what the layer behind it takes, but for codes.
    let attended = shape.heads * shape.valueSize
    kept += Self.float * attended + (code < Self.float ? attended : 0)
    if !repeats.contains(.norms) { kept += code * (hidden + latents) }
    if !repeats.contains(.latentUpProjections) { kept += Self.float * projected }
    work += code * (2 * hidden + attended + projected + 2 * latents + shape.ropeSize)
  }

  /// Bytes of a number that a linear layer keeps.
  static func code(_ precision: Precision) -> Int {
    if case .fp8(let recipe) = precision, case .tiles = recipe.scaling { return 1 }
    return float
  }
}

extension ModelConfiguration {
  /// What is computed again in truth: delayed scaling sees each tensor once.
  fileprivate var recomputed: Recomputation {
    if case .fp8(let recipe) = precision, case .delayed = recipe.scaling { return [] }
    return recomputation
  }
}
