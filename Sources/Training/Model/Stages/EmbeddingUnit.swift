internal import LinearAlgebra

/// Turns tokens into vectors.
final class EmbeddingUnit: Unit {
  let embedding: Parameter
  let arithmetic: Arithmetic

  init(_ model: ModelParts) {
    embedding = model.embedding
    arithmetic = model.arithmetic
  }

  func makePass() -> any UnitPass { Pass(self) }

  private final class Pass: UnitPass {
    private let unit: EmbeddingUnit

    init(_ unit: EmbeddingUnit) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      flow.hidden = LayerKernels.gather(
        unit.embedding.rounded(unit.arithmetic), places: context.microbatch.shifted(by: 0))
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      work.append(
        .rows(
          unit.embedding, gradient: try flow.take(), places: context.microbatch.shifted(by: 0)))
      return .done
    }
  }
}
