internal import ClusterModels
internal import Quantities
internal import Simulation

/// Reads the phases of a training run.
struct RunReader {
  /// The scenario's step, which phases change in part.
  let base: StepConfiguration
  let steps: StepReader

  func run(_ field: Field) throws(ConfigurationError) -> TrainingRun {
    enum Key: String, CaseIterable { case fallbackSchedule, phases }
    let fields = try Fields(field, keys: Key.self)
    let fallback = try fields.optional(.fallbackSchedule).map(steps.schedule)
    let elements = try fields[.phases].list("a list of phases")
    guard (1...100).contains(elements.count) else {
      throw fields[.phases].failure(
        .outOfRange, "\(fields[.phases].key) has \(elements.count) phases; expected 1 to 100")
    }
    var phases: [TrainingRun.Phase] = []
    for element in elements { phases.append(try phase(element)) }
    return TrainingRun(phases: phases, fallbackSchedule: fallback ?? "1f1b")
  }

  private enum PhaseKey: String, CaseIterable {
    case name, tokens, steps, gpuHours, batchRamp, parallelism, sequences, sequenceLength
    case microbatch, schedule, chunks, recompute
  }

  private func phase(_ field: Field) throws(ConfigurationError) -> TrainingRun.Phase {
    let fields = try Fields(field, keys: PhaseKey.self)
    let name = try fields[.name].text()
    let amount = try amount(fields, of: field)
    if case .gpuHours = amount { try refuseOverrides(fields) }
    let step = try step(fields, of: field)
    let ramp = try fields.optional(.batchRamp).map { ramp throws(ConfigurationError) in
      try batchRamp(ramp, amount: amount, step: step)
    }
    return TrainingRun.Phase(
      name: name, amount: amount, step: step,
      namesSchedule: fields.optional(.schedule) != nil, batchRamp: ramp)
  }

  private func amount(
    _ fields: Fields<PhaseKey>, of phase: Field
  ) throws(ConfigurationError) -> TrainingRun.Amount {
    let given = [PhaseKey.tokens, .steps, .gpuHours].filter { fields.optional($0) != nil }
    guard given.count == 1 else {
      let names = given.map(\.rawValue).joined(separator: " and ")
      throw phase.failure(
        given.isEmpty ? .missingKey : .inconsistent,
        "\(phase.key) has \(given.isEmpty ? "no amount" : names); expected exactly one of tokens, "
          + "steps, gpuHours")
    }
    switch given[0] {
    case .tokens: return .tokens(try fields[.tokens].count(Self.tokens))
    case .steps: return .steps(try fields[.steps].int(1...1_000_000_000))
    default:
      return .gpuHours(
        try fields[.gpuHours].double(expected: "a number from 0 to 1e12") {
          (0...1e12).contains($0)
        })
    }
  }

  private static let tokens = 1...1e18
  private static let batchSizes = 1_000

  /// A phase that is taken as given cannot change what is not simulated.
  private func refuseOverrides(_ fields: Fields<PhaseKey>) throws(ConfigurationError) {
    let allowed: [PhaseKey] = [.name, .gpuHours]
    for key in PhaseKey.allCases where !allowed.contains(key) {
      guard let field = fields.optional(key) else { continue }
      throw field.failure(
        .inconsistent,
        "\(field.key) stands beside gpuHours, which is taken as given; expected tokens or steps "
          + "instead of gpuHours, or no \(key.rawValue)")
    }
  }

  private func step(
    _ fields: Fields<PhaseKey>, of phase: Field
  ) throws(ConfigurationError) -> StepConfiguration {
    var step = base
    if let field = fields.optional(.parallelism) {
      step.parallelism = try steps.parallelism(field, base: base.parallelism)
    }
    if let field = fields.optional(.sequences) {
      step.sequences = try field.int(StepReader.sequences)
    }
    if let field = fields.optional(.sequenceLength) {
      step.sequenceLength = try field.int(StepReader.sequenceLength)
    }
    if let field = fields.optional(.microbatch) {
      step.microbatch = try field.int(StepReader.microbatch)
    }
    if let field = fields.optional(.schedule) { step.schedule = try steps.schedule(field) }
    if let field = fields.optional(.chunks) { step.chunks = try field.int(StepReader.chunks) }
    if let field = fields.optional(.recompute) {
      step.recomputation = try steps.recomputation(field)
    }
    try steps.checkStages(step, at: phase)
    try steps.checkBatch(
      step, sequences: fields[.sequences], sequenceLength: fields[.sequenceLength])
    return step
  }

  private func batchRamp(
    _ field: Field, amount: TrainingRun.Amount, step: StepConfiguration
  ) throws(ConfigurationError) -> TrainingRun.BatchRamp {
    enum Key: String, CaseIterable { case from, to, over }
    let fields = try Fields(field, keys: Key.self)
    guard case .tokens(let whole) = amount else {
      throw field.failure(.inconsistent, "\(field.key) needs a phase in tokens; expected tokens")
    }
    let to = try fields[.to].int(StepReader.sequences)
    guard to == step.sequences else {
      throw fields[.to].refusal(
        .inconsistent, expected: "the phase's \(step.sequences) sequences")
    }
    // Rounded down to this multiple, a smaller batch would be empty.
    let least = 2 * step.parallelism.data * step.microbatch
    let from = try fields[.from].int(StepReader.sequences)
    guard (least...max(least, to)).contains(from) else {
      throw fields[.from].refusal(
        .inconsistent,
        expected: "at least 2 x data \(step.parallelism.data) x microbatch \(step.microbatch) = "
          + "\(least) and at most \(to)")
    }
    // Each size is a step to simulate.
    let sizes = (to - from) / least + 1
    guard sizes <= Self.batchSizes else {
      throw fields[.from].refusal(
        .outOfRange,
        expected: "a ramp of at most \(Self.batchSizes) batch sizes; in steps of \(least) to \(to) "
          + "it has \(grouped(sizes))")
    }
    let over = try fields[.over].count(Self.tokens)
    guard over <= whole else {
      throw fields[.over].refusal(
        .inconsistent,
        expected: "at most the phase's \(fixed(whole, decimals: 0, grouped: true)) tokens")
    }
    return TrainingRun.BatchRamp(from: from, to: to, tokens: over)
  }
}
