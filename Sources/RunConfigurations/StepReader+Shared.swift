internal import ClusterModels
internal import CostModels
internal import PipelineSchedules
internal import Quantities
internal import Simulation
internal import TransformerModels

/// What a scenario and a phase of its run may both say.
extension StepReader {
  private enum ParallelismKey: String, CaseIterable { case pipeline, data, expert, tensor, context }

  /// Reads a shape; `base` is what a phase changes in part, nil where pipeline and data must be given.
  func parallelism(
    _ field: Field, base: Parallelism?
  ) throws(ConfigurationError) -> Parallelism {
    let fields = try Fields(field, keys: ParallelismKey.self)
    func size(_ key: ParallelismKey, _ inherited: Int?) throws(ConfigurationError) -> Int {
      if let inherited, fields.optional(key) == nil { return inherited }
      return try fields[key].int(Self.dimension)
    }
    let parallelism = Parallelism(
      pipeline: try size(.pipeline, base?.pipeline), data: try size(.data, base?.data),
      expert: try size(.expert, base?.expert ?? 1), tensor: try size(.tensor, base?.tensor ?? 1),
      context: try size(.context, base?.context ?? 1))
    do {
      _ = try Placement(cluster: cluster, parallelism: parallelism)
    } catch {
      throw field.failure(.inconsistent, "\(field.key): \(error.detail)")
    }
    try checkModel(parallelism, fields[.expert], fields[.tensor])
    return parallelism
  }

  private func checkModel(
    _ parallelism: Parallelism, _ expert: Field, _ tensor: Field
  ) throws(ConfigurationError) {
    let routed = model.experts?.routed ?? 1
    guard routed.isMultiple(of: parallelism.expert) else {
      throw expert.refusal(
        .inconsistent,
        expected: model.experts == nil
          ? "1, because \(printable(model.name)) has no experts"
          : "a divisor of the \(routed) experts of \(printable(model.name))")
    }
    let heads =
      switch model.attention {
      case .grouped(let heads, _, _, _): heads
      case .latent(let heads, _, _, _, _, _): heads
      }
    guard heads.isMultiple(of: parallelism.tensor) else {
      throw tensor.refusal(
        .inconsistent,
        expected: "a divisor of the \(heads) attention heads of \(printable(model.name))")
    }
  }

  /// Refuses batches that do not spread evenly; the fields are where the messages point.
  func checkBatch(
    _ step: StepConfiguration, sequences: Field, sequenceLength: Field
  ) throws(ConfigurationError) {
    let share = step.parallelism.data * step.microbatch
    guard step.sequences.isMultiple(of: share) else {
      let nearest = max(1, (step.sequences + share / 2) / share) * share
      throw sequences.failure(
        .inconsistent,
        "\(sequences.key) is \(step.sequences); expected a multiple of data "
          + "\(step.parallelism.data) x microbatch \(step.microbatch) = \(share), such as "
          + "\(nearest)")
    }
    guard step.sequenceLength.isMultiple(of: step.parallelism.context) else {
      throw sequenceLength.failure(
        .inconsistent,
        "\(sequenceLength.key) is \(step.sequenceLength); expected a multiple of context "
          + "\(step.parallelism.context)")
    }
  }

  /// A name of the catalogue, or `csv:FILE` with the path made relative to nothing but the program.
  func schedule(_ field: Field) throws(ConfigurationError) -> String {
    try field.schedule(fileExists: fileExists)
  }

  /// Holds a layout string against the units of the model and the stages of the step's schedule.
  ///
  /// - Parameters:
  ///   - step: A schedule from a CSV file brings its own count of stages and is not checked here.
  ///   - field: Where the message points.
  /// - Throws: `ConfigurationError` with code `inconsistent`.
  func checkStages(_ step: StepConfiguration, at field: Field) throws(ConfigurationError) {
    guard case .layout(let text) = step.stages,
      let entry = try? ScheduleCatalog.entry(named: step.schedule)
    else { return }
    let chunks =
      switch entry.chunks {
      case .one: 1
      case .two: 2
      case .chosen: step.chunks
      }
    do {
      _ = try StageLayout(
        text, layers: model.layers, multiTokenPrediction: step.multiTokenPrediction,
        stages: step.parallelism.pipeline * chunks)
    } catch {
      throw field.failure(
        .inconsistent, "\(field.key): the layout \(printable(text)): \(error.detail)")
    }
  }

  func recomputation(_ field: Field) throws(ConfigurationError) -> Recomputation {
    let items = Recomputation.Item.allCases.map(\.rawValue).joined(separator: ", ")
    let expected = "none, selective, full or a list of \(items)"
    guard case .list? = field.node?.content else {
      switch try field.scalar(expected: expected) {
      case "none": return .items([])
      case "selective": return .selective
      case "full": return .full
      default: throw field.refusal(.unknownChoice, expected: expected)
      }
    }
    var chosen: Set<Recomputation.Item> = []
    for element in try field.list(expected) {
      guard chosen.insert(try element.choice(of: Recomputation.Item.self)).inserted else {
        throw element.refusal(.inconsistent, expected: "each item once")
      }
    }
    return .items(chosen)
  }
}
