public import PipelineSchedules
internal import Quantities
internal import TransformerModels

extension ModelConfiguration {
  /// Cuts the model into stages whose dearest one is as cheap as can be, by the FLOPs of their units.
  ///
  /// - Parameters:
  ///   - stages: As many as the schedule has.
  ///   - sequenceLength: Tokens that attention sees.
  /// - Returns: The layout of the whole model.
  /// - Throws: `ScheduleError` with code `tooManyStages` when there are more stages than pieces.
  public func layout(stages: Int, sequenceLength: Int) throws(ScheduleError) -> StageLayout {
    // Only ratios count; so large that rounding does not.
    let unit = 1e-6
    let modules = architecture.multiTokenPredictionModules
    let head = Double(architecture.vocabularySize * architecture.hiddenSize)
    var costs = [Double(architecture.hiddenSize)]
    costs += (0..<architecture.layers).map { cost(ofLayer: $0, sequenceLength) }
    costs += (0..<modules).map { module in
      Double(architecture.projectionParameters) + head
        + cost(ofLayer: architecture.layers + module, sequenceLength)
    }
    costs.append(head)
    let sum = costs.reduce(0, +)
    return try .balanced(
      costs: costs.map { VirtualTime(seconds: $0 / sum / unit) }, layers: architecture.layers,
      multiTokenPrediction: modules, stages: stages)
  }

  /// Multiplications for one token.
  private func cost(ofLayer layer: Int, _ sequenceLength: Int) -> Double {
    let experts = architecture.hasExperts(layer: layer) ? architecture.experts : nil
    let routed = (experts?.active ?? 0) * architecture.expertParameters
    return Double(architecture.denseParameters(layer: layer) + routed)
      + architecture.attentionScoreFLOPsPerToken(sequenceLength: sequenceLength) / 2
  }
}
