internal import LinearAlgebra
public import PipelineSchedules
internal import TransformerModels

/// The stages of a model that one rank computes.
public final class ModelWorker: StageWorker {
  public let configuration: ModelConfiguration
  /// The stages, by number.
  public let stages: [Int]
  /// Each once, in the order of the model.
  public let parameters: [Parameter]
  /// The layers with experts, in the order of the model.
  public let balances: [ExpertBalance]
  /// The work of matrix products since the start.
  public let tally: ProductTally

  let parts: ModelParts
  /// `[stage]`, parts in order; empty for stages of other ranks.
  let units: [[any Unit]]
  var microbatches: [Int: Microbatch] = [:]
  var tokenFactor: Float = 0
  var journeys: [Place: Journey] = [:]
  var losses: [Place: LossSums] = [:]
  private var table = RotaryTable(pairs: 0, positions: 0..<0, theta: 1)
  public private(set) var boundaryShape: (rows: Int, columns: Int)

  public var wait: PassWait? { parts.exchange.wait }

  /// Where a microbatch is.
  struct Place: Hashable {
    let stage: Int
    let microbatch: Int
  }

  /// Makes the stages of a rank; weights at first depend on seed and names alone.
  ///
  /// - Parameters:
  ///   - configuration: The same on every rank.
  ///   - layout: The same on every rank.
  ///   - stages: Those of this rank.
  ///   - exchange: Between the ranks that share the experts; nil where this rank has them all.
  /// - Throws: `TrainingError` with code `unsupportedModel` for a model that is not of this kind,
  ///   `shapesDisagree` when layout and model have other counts or a stage is not the layout's,
  ///   `exchangeFailed` for experts that cannot be routed to.
  public init(
    _ configuration: ModelConfiguration, layout: StageLayout, stages: [Int],
    exchange: (any ExpertExchange)? = nil
  ) throws(TrainingError) {
    try configuration.check(layout, stages)
    let architecture = configuration.architecture
    let tally = ProductTally()
    let exchange = exchange ?? LocalExpertExchange(experts: architecture.experts?.routed ?? 0)
    var recomputation = configuration.recomputation
    if case .fp8(let recipe) = configuration.precision, case .delayed = recipe.scaling {
      recomputation = []
    }
    let parts = ModelParts(
      configuration: configuration,
      arithmetic: Arithmetic(configuration.precision, tally: tally, exchange: exchange),
      store: ParameterStore(
        seed: configuration.seed, deviation: Float(configuration.constants.initialDeviation)),
      exchange: exchange, recomputation: recomputation)
    var units = [[any Unit]](repeating: [], count: layout.stages.count)
    for stage in stages.sorted() {
      units[stage] = try parts.units(ofStage: stage, layout: layout)
    }
    self.configuration = configuration
    self.stages = stages.sorted()
    self.parts = parts
    self.units = units
    self.tally = tally
    parameters = parts.store.parameters
    balances = units.joined().compactMap { ($0 as? ExpertUnit)?.router.balance }
    boundaryShape = (0, architecture.hiddenSize)
  }

  /// Gives the rank the microbatches of a step.
  ///
  /// Gradients go on adding up until they are cleared.
  ///
  /// - Parameters:
  ///   - microbatches: By number; all of one shape.
  ///   - tokensOfStep: Tokens of all microbatches of the step on all ranks: what the loss is divided
  ///     by.
  /// - Throws: `TrainingError` with code `outOfOrder` while microbatches are on their way,
  ///   `shapesDisagree` when shapes differ, there are no tokens, or one is not in the vocabulary.
  public func begin(_ microbatches: [Int: Microbatch], tokensOfStep: Int) throws(TrainingError) {
    guard journeys.isEmpty else {
      throw TrainingError(
        code: .outOfOrder, detail: "\(journeys.count) microbatches are on their way; 0 accepted")
    }
    guard let first = microbatches.min(by: { $0.key < $1.key })?.value, tokensOfStep > 0 else {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "\(microbatches.count) microbatches, \(tokensOfStep) tokens; 1 or more accepted")
    }
    for (number, microbatch) in microbatches
    where microbatch.sequences != first.sequences || microbatch.length != first.length {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "microbatch \(number) has \(microbatch.sequences) sequences of "
          + "\(microbatch.length), another \(first.sequences) of \(first.length)")
    }
    try checkTokens(microbatches)
    self.microbatches = microbatches
    tokenFactor = 1 / Float(tokensOfStep)
    boundaryShape.rows = first.tokenCount
    losses = [:]
    if table.length != first.length { table = try table(positions: 0..<first.length) }
  }

  /// The rotations of some positions.
  func table(positions: Range<Int>) throws(TrainingError) -> RotaryTable {
    let shape = try AttentionShape(configuration.architecture.attention)
    return RotaryTable(
      pairs: shape.ropeSize / 2, positions: positions, theta: configuration.constants.ropeTheta)
  }

  /// What this rank's stages added to the losses of the step; a microbatch's are there when its
  /// forward is done.
  public var loss: LossSums {
    losses.sorted { ($0.key.microbatch, $0.key.stage) < ($1.key.microbatch, $1.key.stage) }
      .reduce(into: LossSums()) { $0 += $1.value }
  }

  /// Sets all gradients to 0.
  public func clearGradients() {
    for parameter in parameters {
      parameter.gradient = Matrix(rows: parameter.value.rows, columns: parameter.value.columns)
    }
  }

  /// A microbatch's context, new.
  func context(_ microbatch: Microbatch) -> MicrobatchContext {
    MicrobatchContext(microbatch, table: table, tokenFactor: tokenFactor)
  }
}
