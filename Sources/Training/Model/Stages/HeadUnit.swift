internal import LinearAlgebra
internal import TransformerModels

/// The end of the model: final norm, output head and loss.
final class HeadUnit: Unit {
  let head: OutputHead

  init(_ model: ModelParts) {
    head = OutputHead(
      norm: model.norm("model.norm.weight", size: model.architecture.hiddenSize),
      weight: model.head, arithmetic: model.arithmetic)
  }

  func makePass() -> any UnitPass { Pass(self) }

  private final class Pass: UnitPass {
    private let unit: HeadUnit
    private var kept: OutputHead.Kept?

    init(_ unit: HeadUnit) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      let (loss, kept) = try unit.head.forward(
        try flow.take(), targets: context.microbatch.shifted(by: 1),
        factor: context.tokenFactor)
      context.loss.main += loss
      self.kept = kept
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      guard let kept else { throw Flow.noForward }
      flow.hidden = try unit.head.backward(kept, work: &work)
      return .done
    }
  }
}
