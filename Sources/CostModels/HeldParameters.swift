import ClusterModels
import PipelineSchedules
import TransformerModels

/// Weights of one GPU of a pipeline rank, by the group that holds them in common.
struct HeldParameters: Hashable, Sendable {
  /// Same on every GPU of data x context.
  var dense = 0
  /// The routed experts of this GPU.
  var experts = 0

  var total: Int { dense + experts }

  /// - Parameters:
  ///   - workload: Model and parallelism.
  ///   - units: What the GPU's stages hold. The embedding counts once, whether as first unit, for
  ///     the MTP module or as the tied head.
  ///   - secondEmbedding: Whether the rank keeps an embedding although no unit says so.
  init(
    _ workload: Workload, units: [(unit: StageUnit, layer: Int)], secondEmbedding: Bool
  ) {
    let (model, layout) = (workload.model, workload.parallelism)
    var wantsEmbedding = secondEmbedding
    for (unit, layer) in units {
      switch unit {
      case .embedding:
        wantsEmbedding = true
        dense += model.positionParameters
      case .layer: add(model, layer: layer, layout)
      case .multiTokenPrediction:
        wantsEmbedding = true
        dense += model.projectionParameters
        add(model, layer: layer, layout)
      case .head:
        wantsEmbedding = wantsEmbedding || model.tiedEmbedding
        dense += model.headParameters / layout.tensor
      }
    }
    if wantsEmbedding { dense += model.embeddingParameters / layout.tensor }
  }

  private mutating func add(_ model: Architecture, layer: Int, _ layout: Parallelism) {
    dense += model.denseParameters(layer: layer) / layout.tensor
    experts += model.routedParameters(layer: layer) / (layout.expert * layout.tensor)
  }
}
