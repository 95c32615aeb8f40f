internal import LinearAlgebra
internal import TransformerModels

/// The end of a prediction module: a norm of its own, then the model's head on tokens further ahead.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.2, equations 23 to 25.
final class PredictionEnd: Unit {
  let number: Int
  let modules: Int
  /// The weight of the module's loss.
  let weight: Double
  let head: OutputHead

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - number: Of the module, 0 the first.
  ///   - prefix: Of the parameters' names, up to the layer's number and a point.
  init(_ model: ModelParts, number: Int, prefix: String) {
    self.number = number
    modules = model.architecture.multiTokenPredictionModules
    weight = model.configuration.predictionWeight / Double(modules)
    head = OutputHead(
      norm: model.norm(prefix + "shared_head.norm.weight", size: model.architecture.hiddenSize),
      weight: model.head, arithmetic: model.arithmetic)
  }

  func makePass() -> any UnitPass { Pass(self) }

  private final class Pass: UnitPass {
    private let unit: PredictionEnd
    private var kept: OutputHead.Kept?

    init(_ unit: PredictionEnd) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      let x = try flow.take()
      let (loss, kept) = try unit.head.forward(
        x, targets: context.microbatch.shifted(by: unit.number + 2),
        factor: context.tokenFactor * Float(unit.weight))
      context.loss.prediction += loss / Double(unit.modules)
      self.kept = kept
      (flow.hidden, flow.main, flow.prediction) = (flow.main, nil, x)
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      guard let kept else { throw Flow.noForward }
      flow.main = try flow.take()
      var gradient = try unit.head.backward(kept, work: &work)
      if let later = flow.prediction {
        LayerKernels.add(later, to: &gradient)
        unit.head.arithmetic.round(&gradient)
        flow.prediction = nil
      }
      flow.hidden = gradient
      return .done
    }
  }
}
