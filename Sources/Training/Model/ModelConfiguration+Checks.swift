internal import PipelineSchedules
internal import TransformerModels

extension ModelConfiguration {
  /// Refuses models of another kind, and layouts of another model.
  ///
  /// - Throws: `TrainingError` with code `unsupportedModel` or `shapesDisagree`.
  func check(_ layout: StageLayout, _ stages: [Int]) throws(TrainingError) {
    guard architecture.gatedMLP, !architecture.learnedBiases, architecture.learnedPositions == 0
    else {
      throw TrainingError(
        code: .unsupportedModel,
        detail: "\(architecture.name) of family \(architecture.family); models with SwiGLUs, "
          + "without biases and with rotated positions are accepted")
    }
    let units = layout.stages.joined()
    for (unit, expected) in [
      (StageUnit.layer, architecture.layers),
      (.multiTokenPrediction, architecture.multiTokenPredictionModules),
    ] {
      let found = units.count { $0 == unit }
      guard found == expected else {
        throw TrainingError(
          code: .shapesDisagree,
          detail: "\(found) '\(unit.rawValue)' in the layout \(layout), \(expected) in the model")
      }
    }
    for stage in stages where !layout.stages.indices.contains(stage) {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "stage \(stage); the layout has 0 ..< \(layout.stages.count)")
    }
  }
}
