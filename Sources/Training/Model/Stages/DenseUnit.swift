internal import LinearAlgebra
internal import TransformerModels

/// The second half of a dense layer: `x + feedForward(norm(x))`.
final class DenseUnit: Unit {
  let norm: RMSNorm
  let feedForward: FeedForward

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - prefix: Of their names, up to the layer's number and a point.
  init(_ model: ModelParts, prefix: String) throws(TrainingError) {
    norm = model.norm(
      prefix + "post_attention_layernorm.weight", size: model.architecture.hiddenSize)
    feedForward = try FeedForward(
      model, prefixes: [prefix + "mlp."], width: model.architecture.denseIntermediateSize)
  }

  func makePass() -> any UnitPass { Pass(self) }

  private final class Pass: UnitPass {
    private let unit: DenseUnit
    private var x = Matrix(rows: 0, columns: 0)
    private var scales: [Float] = []
    private var input: LinearInput?
    private var kept: FeedForward.Kept?

    init(_ unit: DenseUnit) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      x = try flow.take()
      let (normed, scales) = unit.norm.forward(x)
      self.scales = scales
      let input = try unit.feedForward.gateUp.input(normed)
      var (y, kept) = try unit.feedForward.forward(input)
      LayerKernels.add(x, to: &y)
      unit.norm.arithmetic.round(&y)
      self.kept = kept
      self.input = unit.feedForward.recomputation.contains(.norms) ? nil : input
      flow.hidden = y
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      guard let kept else { throw Flow.noForward }
      var gradient = try flow.take()
      let input = if let input { input } else {
        try unit.feedForward.gateUp.input(unit.norm.again(x, scales: scales))
      }
      let dnormed = try unit.feedForward.backward(
        gradient, input: input, kept: kept, work: &work
      ).input
      unit.norm.addInputGradient(dnormed, x: x, scales: scales, to: &gradient, work: &work)
      flow.hidden = gradient
      return .done
    }
  }
}
