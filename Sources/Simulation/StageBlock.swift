import CostModels
import PipelineSchedules
import TransformerModels

/// A transformer layer of a stage together with the operators that stand before and behind it.
///
/// Embedding, projection and head are no layers: they ride with the layer beside them, so that a
/// stage is a plain list of blocks and overlapped pairs can match block with block.
struct StageBlock: Hashable, Sendable {
  enum Body: Hashable, Sendable {
    /// A stage of embedding or head only.
    case none
    case dense
    case experts(shared: Bool)
  }

  /// In forward order.
  var before: [ModelPart] = []
  var body = Body.none
  /// Number of the layer, from 0; -1 without one.
  ///
  /// The prediction module counts as one more than the model's layers.
  var layer = -1
  /// In forward order.
  var after: [ModelPart] = []

  /// Whether a stage has nothing but the head, whose input gradient is then the stage's.
  var isHeadAlone: Bool { before.isEmpty && body == .none && !after.isEmpty }

  /// The blocks of one stage in forward order, at least one.
  ///
  /// - Complexity: O(units of the layout)
  static func blocks(
    ofStage stage: Int, layout: StageLayout, model: Architecture
  ) -> [StageBlock] {
    var blocks: [StageBlock] = []
    var pending: [ModelPart] = []
    var layers = layout.layers(onStage: stage).makeIterator()
    for unit in layout.stages[stage] {
      switch unit {
      case .embedding: pending.append(.embedding)
      case .layer, .multiTokenPrediction:
        // The prediction module counts as one more layer.
        let layer = unit == .layer ? layers.next() ?? model.layers : model.layers
        if unit == .multiTokenPrediction { pending.append(.projection) }
        blocks.append(
          StageBlock(
            before: pending, body: body(layer: layer, model: model), layer: layer,
            after: unit == .layer ? [] : [.head]))
        pending = []
      case .head:
        if blocks.isEmpty { blocks.append(StageBlock(before: pending)) }
        pending = []
        blocks[blocks.count - 1].after.append(.head)
      }
    }
    if !pending.isEmpty { blocks.append(StageBlock(before: pending)) }
    return blocks
  }

  private static func body(layer: Int, model: Architecture) -> Body {
    guard let experts = model.experts, model.hasExperts(layer: layer) else { return .dense }
    return .experts(shared: experts.shared > 0)
  }
}
