internal import LinearAlgebra
internal import TransformerModels

/// The start of a prediction module: joins what came before with the embedding of a later token.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.2, equation 21; the order inside the projection's
///   input is that of the published weights (README_WEIGHTS.md).
final class PredictionStart: Unit {
  let number: Int
  let embedding: Parameter
  let embeddingNorm: RMSNorm
  let hiddenNorm: RMSNorm
  let projection: Linear

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - number: Of the module, 0 the first.
  ///   - prefix: Of the parameters' names, up to the layer's number and a point.
  init(_ model: ModelParts, number: Int, prefix: String) throws(TrainingError) {
    let hidden = model.architecture.hiddenSize
    self.number = number
    embedding = model.embedding
    embeddingNorm = model.norm(prefix + "enorm.weight", size: hidden)
    hiddenNorm = model.norm(prefix + "hnorm.weight", size: hidden)
    projection = try model.linear(
      prefix + "eh_proj.weight", outputs: hidden, inputs: 2 * hidden)
  }

  func makePass() -> any UnitPass { Pass(self) }

  private final class Pass: UnitPass {
    private let unit: PredictionStart
    private var previous = Matrix(rows: 0, columns: 0)
    private var vectors = Matrix(rows: 0, columns: 0)
    private var scales: (embedding: [Float], hidden: [Float]) = ([], [])
    private var input: LinearInput?

    init(_ unit: PredictionStart) { self.unit = unit }

    func forward(
      _ flow: inout Flow, _ context: MicrobatchContext
    ) throws(TrainingError) -> UnitProgress {
      let main = try flow.take()
      previous = flow.prediction ?? main
      (flow.main, flow.prediction) = (main, nil)
      let embedding = unit.embedding.rounded(unit.projection.arithmetic)
      vectors = LayerKernels.gather(embedding, places: unit.tokens(context))
      let (left, leftScales) = unit.embeddingNorm.forward(vectors)
      let (right, rightScales) = unit.hiddenNorm.forward(previous)
      scales = (leftScales, rightScales)
      let input = try unit.projection.input(LayerKernels.joined(left, right))
      self.input = input
      flow.hidden = try unit.projection.forward(input)
      return .done
    }

    func backward(
      _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
    ) throws(TrainingError) -> UnitProgress {
      guard let input else { throw Flow.noForward }
      let gradient = try unit.projection.gradient(try flow.take())
      work.append(.linear(unit.projection, gradient: gradient, input: input, groups: nil))
      let both = try unit.projection.inputGradient(gradient)
      let size = previous.columns
      let dvectors = unit.embeddingNorm.inputGradient(
        LayerKernels.columns(0..<size, of: both), x: vectors, scales: scales.embedding,
        work: &work)
      work.append(
        .rows(unit.embedding, gradient: dvectors, places: unit.tokens(context)))
      let dprevious = unit.hiddenNorm.inputGradient(
        LayerKernels.columns(size..<2 * size, of: both), x: previous, scales: scales.hidden,
        work: &work)
      if unit.number == 0 {
        guard var main = flow.main else { throw Flow.noForward }
        flow.main = nil
        LayerKernels.add(dprevious, to: &main)
        unit.projection.arithmetic.round(&main)
        flow.hidden = main
      } else {
        (flow.hidden, flow.prediction) = (flow.main, dprevious)
      }
      return .done
    }
  }

  /// The tokens whose embeddings are joined in. The last ones of a sequence see no loss; where there is
  /// no token for them, any will do.
  private func tokens(_ context: MicrobatchContext) -> [Int32] {
    context.microbatch.shifted(by: number + 1).map { max(0, $0) }
  }
}
