internal import TransformerModels

extension TrainingSettings {
  /// What a checkpoint has to have in common with the run that goes on from it.
  ///
  /// What else there is may change on the way: grid, schedule, batch, learning rate, recomputation.
  ///
  /// - Parameter fingerprint: Of the text's source.
  /// - Returns: Names and values.
  func fingerprints(text fingerprint: String) -> [String: String] {
    let architecture = model.architecture
    // The file's name is none of the model's properties.
    var nameless = architecture
    nameless.name = ""
    let hash = NormalNumbers.key(of: "\(nameless) \(model.constants)", seed: 0)
    return [
      "model": "\(architecture.layers) layers of \(architecture.hiddenSize), "
        + String(hash, radix: 16),
      "seed": "\(model.seed)",
      "text": "\(fingerprint), held out \(text.heldOut)",
      "sequenceLength": "\(batch.sequenceLength)",
      "precision": model.precision.name,
      "moments": optimizer.moments.rawValue,
    ]
  }
}

extension Precision {
  /// What tells precisions apart, for people: `fp8`, `fp8 power-of-two scales`.
  var name: String {
    if let named = PrecisionName.allCases.first(where: { $0.precision == self }) {
      return named.rawValue
    }
    guard case .fp8(let recipe) = self else { return "\(self)" }
    return "fp8 \(recipe.scaling) \(recipe.arithmetic)"
      + (recipe.keepsAttentionOutputInE5M6 ? " E5M6" : "")
  }
}
