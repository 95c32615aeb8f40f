internal import FloatFormats
internal import Training
internal import TransformerModels

/// The model and what moves its weights.
extension TrainingReader {
  /// Reads the model's file and what is said beside it.
  ///
  /// - Throws: `ConfigurationError` for a model that text of bytes cannot train, or settings for parts
  ///   that it has not.
  func configuration(_ fields: Fields<Key>) throws(ConfigurationError) -> ModelConfiguration {
    let field = fields[.model]
    var configuration = try field.referenced(
      "the path of a Hugging Face config.json", exists: fileExists, read: model)
    let architecture = configuration.architecture
    guard architecture.vocabularySize >= ByteVocabulary.size else {
      throw field.failure(
        .inconsistent,
        "model: \(printable(architecture.name)) has a vocabulary of "
          + "\(architecture.vocabularySize); expected at least \(ByteVocabulary.size), for 256 "
          + "bytes and the end of a document")
    }
    if let field = fields.optional(.precision) {
      configuration.precision = try field.choice(of: PrecisionName.self).precision
    }
    if let field = fields.optional(.fp8) {
      configuration.precision = try recipe(field, of: configuration.precision)
    }
    if let field = fields.optional(.recompute) {
      configuration.recomputation = try recomputation(field)
    }
    if let field = fields.optional(.seed) { configuration.seed = try field.uint64() }
    if let field = fields.optional(.balancing) { try balance(&configuration, field) }
    if let field = fields.optional(.mtp) { try predict(&configuration, field) }
    return configuration
  }

  /// Reads what of DeepSeek-V3's recipe is done otherwise.
  private func recipe(
    _ field: Field, of precision: Precision
  ) throws(ConfigurationError) -> Precision {
    enum Key: String, CaseIterable { case scales, attentionOutput }
    enum Scales: String, CaseIterable {
      case float
      case powerOfTwo = "power-of-two"
    }
    enum AttentionOutput: String, CaseIterable { case e4m3, e5m6 }
    let fields = try Fields(field, keys: Key.self)
    guard precision == PrecisionName.fp8.precision, case .fp8(var recipe) = precision else {
      throw field.failure(
        .inconsistent, "\(field.key): expected no such key, unless precision is fp8")
    }
    if let field = fields.optional(.scales) {
      let scales = try field.choice(of: Scales.self)
      recipe.scaling = .tiles(scales == .float ? .float : .powerOfTwo)
    }
    if let field = fields.optional(.attentionOutput) {
      recipe.keepsAttentionOutputInE5M6 = try field.choice(of: AttentionOutput.self) == .e5m6
    }
    return .fp8(recipe)
  }

  private func recomputation(_ field: Field) throws(ConfigurationError) -> Recomputation {
    enum Item: String, CaseIterable {
      case norm, swiglu
      case latentUpProjection = "mla-up-projection"

      var option: Recomputation {
        switch self {
        case .norm: .norms
        case .latentUpProjection: .latentUpProjections
        case .swiglu: .swiGLU
        }
      }
    }
    let items = Item.allCases.map(\.rawValue).joined(separator: ", ")
    let expected = "none or a list of \(items)"
    guard case .list? = field.node?.content else {
      guard try field.scalar(expected: expected) == "none" else {
        throw field.refusal(.unknownChoice, expected: expected)
      }
      return []
    }
    var chosen: Recomputation = []
    for element in try field.list(expected) {
      guard chosen.insert(try element.choice(of: Item.self).option).inserted else {
        throw element.refusal(.inconsistent, expected: "each item once")
      }
    }
    return chosen
  }

  private func balance(
    _ configuration: inout ModelConfiguration, _ field: Field
  ) throws(ConfigurationError) {
    enum Key: String, CaseIterable { case bias, auxiliary }
    let fields = try Fields(field, keys: Key.self)
    guard configuration.architecture.experts != nil else {
      throw field.failure(
        .inconsistent,
        "\(field.key): expected no such key, because "
          + "\(printable(configuration.architecture.name)) has no experts")
    }
    if let field = fields.optional(.bias) {
      configuration.biasSpeed = Float(
        try field.double(expected: "a speed from 0 to 1") { (0...1).contains($0) })
    }
    if let field = fields.optional(.auxiliary) { configuration.balanceWeight = try weight(field) }
  }

  private func predict(
    _ configuration: inout ModelConfiguration, _ field: Field
  ) throws(ConfigurationError) {
    enum Key: String, CaseIterable { case weight }
    let fields = try Fields(field, keys: Key.self)
    guard configuration.architecture.multiTokenPredictionModules > 0 else {
      throw field.failure(
        .inconsistent,
        "\(field.key): expected no such key, because "
          + "\(printable(configuration.architecture.name)) has no prediction modules")
    }
    configuration.predictionWeight = try weight(fields[.weight])
  }

  private func weight(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a weight from 0 to 10") { (0...10).contains($0) }
  }

  /// Reads how gradients move the weights.
  ///
  /// - Parameters:
  ///   - field: The mapping.
  ///   - steps: Of the run, at whose end the learning rate is at its floor.
  /// - Returns: AdamW's settings.
  /// - Throws: `ConfigurationError` for a value that is not accepted.
  func optimizer(
    _ field: Field, steps: Int
  ) throws(ConfigurationError) -> TrainingSettings.Optimizer {
    enum Key: String, CaseIterable {
      case learningRate, warmup, constant, floor, weightDecay, clip, moments
    }
    let fields = try Fields(field, keys: Key.self)
    let rate = try fields[.learningRate].double(expected: "a rate above 0 and at most 1") {
      $0 > 0 && $0 <= 1
    }
    var optimizer = TrainingSettings.Optimizer(learningRate: rate, horizon: steps)
    if let field = fields.optional(.warmup) { optimizer.warmup = try field.int(0...steps) }
    if let field = fields.optional(.constant) {
      optimizer.constant = try field.int(0...steps - optimizer.warmup)
    }
    if let field = fields.optional(.floor) {
      optimizer.floor = try field.double(expected: "a rate from 0 to the learningRate, \(rate)") {
        (0...rate).contains($0)
      }
    }
    if let field = fields.optional(.weightDecay) {
      optimizer.weightDecay = try field.double(expected: "a number from 0 to 1") {
        (0...1).contains($0)
      }
    }
    if let field = fields.optional(.clip) { optimizer.clip = try clip(field) }
    if let field = fields.optional(.moments) {
      optimizer.moments = try field.choice(of: AdamWSettings.MomentFormat.self)
    }
    return optimizer
  }

  private func clip(_ field: Field) throws(ConfigurationError) -> Double? {
    let expected = "a norm above 0 and at most 1000000, or none"
    if try field.scalar(expected: expected) == "none" { return nil }
    return try field.double(expected: expected) { $0 > 0 && $0 <= 1e6 }
  }
}
