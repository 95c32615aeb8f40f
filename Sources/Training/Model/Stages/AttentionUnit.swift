internal import LinearAlgebra
internal import TransformerModels

/// The first half of a layer: `x + attention(norm(x))`.
final class AttentionUnit: Unit {
  let norm: RMSNorm
  let attention: LatentAttention

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - prefix: Of their names, up to the layer's number and a point.
  init(_ model: ModelParts, prefix: String) throws(TrainingError) {
    norm = model.norm(prefix + "input_layernorm.weight", size: model.architecture.hiddenSize)
    attention = try LatentAttention(model, prefix: prefix + "self_attn.")
  }

  func makePass() -> any UnitPass { Pass(self) }

  /// The layers that take the normed tokens share their format.
  private func input(_ normed: Matrix) throws(TrainingError) -> LinearInput {
    try attention.keyValueDown.input(normed)
  }

  private final class Pass: UnitPass {
    private let unit: AttentionUnit
    private var x = Matrix(rows: 0, columns: 0)
    private var scales: [Float] = []
    private var input: LinearInput?
    private var kept: LatentAttention.Kept?

    init(_ unit: AttentionUnit) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      x = try flow.take()
      let (normed, scales) = unit.norm.forward(x)
      self.scales = scales
      let input = try unit.input(normed)
      var (y, kept) = try unit.attention.forward(input, context)
      LayerKernels.add(x, to: &y)
      unit.norm.arithmetic.round(&y)
      self.kept = kept
      self.input = unit.attention.recomputation.contains(.norms) ? nil : input
      flow.hidden = y
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      guard let kept else { throw Flow.noForward }
      var gradient = try flow.take()
      let input = if let input { input } else {
        try unit.input(unit.norm.again(x, scales: scales))
      }
      let dnormed = try unit.attention.backward(
        gradient, input: input, kept: kept, context, work: &work)
      unit.norm.addInputGradient(dnormed, x: x, scales: scales, to: &gradient, work: &work)
      flow.hidden = gradient
      return .done
    }
  }
}
