internal import PipelineSchedules
internal import TransformerModels

extension ModelParts {
  /// The parts of a stage, in order.
  ///
  /// - Parameters:
  ///   - stage: Its number.
  ///   - layout: Of the whole model.
  /// - Throws: `TrainingError` as the parts do.
  func units(ofStage stage: Int, layout: StageLayout) throws(TrainingError) -> [any Unit] {
    var units: [any Unit] = []
    var layer = layout.layers(onStage: stage).lowerBound
    var module = 0
    for unit in layout.stages[stage] {
      switch unit {
      case .embedding: units.append(EmbeddingUnit(self))
      case .layer:
        units += try self.units(ofLayer: layer)
        layer += 1
      case .multiTokenPrediction:
        // A module is numbered as the layer behind the last, as in the published weights.
        let number = architecture.layers + module
        let prefix = Self.prefix(ofLayer: number)
        units.append(try PredictionStart(self, number: module, prefix: prefix))
        units += try self.units(ofLayer: number)
        units.append(PredictionEnd(self, number: module, prefix: prefix))
        module += 1
      case .head: units.append(HeadUnit(self))
      }
    }
    return units
  }

  private func units(ofLayer layer: Int) throws(TrainingError) -> [any Unit] {
    let prefix = Self.prefix(ofLayer: layer)
    let attention = try AttentionUnit(self, prefix: prefix)
    guard architecture.hasExperts(layer: layer), let experts = architecture.experts else {
      return [attention, try DenseUnit(self, prefix: prefix)]
    }
    return [attention, try ExpertUnit(self, experts: experts, prefix: prefix)]
  }

  private static func prefix(ofLayer layer: Int) -> String { "model.layers.\(layer)." }
}
