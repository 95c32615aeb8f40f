import ClusterModels
import Quantities
public import Simulation

extension RunCost {
  /// Adds up the phases of a run, each step of each phase at its own simulated length.
  ///
  /// - Parameters:
  ///   - run: Its phases.
  ///   - schedule: Used in every phase that does not name its own.
  ///   - scenario: Says how many GPUs, and at what price.
  ///   - lengths: Simulates what it has not seen.
  /// - Throws: `SimulationError` with code `indivisible` where a phase can use neither its schedule
  ///   nor the fallback; `MPIError` when a message fails.
  public init(
    _ run: TrainingRun, schedule: String, scenario: Scenario, lengths: StepLengths
  ) throws {
    let gpus = scenario.step.parallelism.gpus
    self.gpus = gpus
    phases = try run.phases.map { phase in
      var phase = phase
      if !phase.namesSchedule { phase.step.schedule = schedule }
      return try Self.phase(
        phase, fallback: run.fallbackSchedule, gpus: gpus, price: scenario.gpuHourPrice,
        lengths: lengths)
    }
  }

  private static func phase(
    _ phase: TrainingRun.Phase, fallback: String, gpus: Int, price: Money?, lengths: StepLengths
  ) throws -> Phase {
    if case .gpuHours(let hours) = phase.amount {
      return Phase(
        name: phase.name, steps: 0, tokens: 0, gpuHours: hours, cost: price.map { $0 * hours },
        schedules: [], note: "taken as given")
    }
    let parts = BatchSchedule(phase).parts
    let own = try lengths.lengths(of: parts.map { phase.step.with(sequences: $0.sequences) })
    let fallbacks = try lengths.lengths(
      of: zip(parts, own).filter { $0.1 == nil }.map {
        phase.step.with(sequences: $0.0.sequences, schedule: fallback)
      })
    var replacements = fallbacks.makeIterator()
    var (seconds, steps, tokens) = (0.0, 0, 0.0)
    var fallen: [BatchSchedule.Part] = []
    for (part, length) in zip(parts, own) {
      if length == nil { fallen.append(part) }
      guard let used = length ?? replacements.next() ?? nil else {
        throw SimulationError(
          code: .indivisible,
          detail: "phase \(phase.name): neither \(phase.step.schedule) nor the fallback "
            + "\(fallback) can run \(part.sequences) sequences a step")
      }
      seconds += used.seconds * Double(part.steps)
      steps += part.steps
      tokens += Double(part.steps) * Double(part.sequences * phase.step.sequenceLength)
    }
    let hours = seconds * Double(gpus) / 3_600
    let fallenSteps = fallen.reduce(0) { $0 + $1.steps }
    let uses = [
      ScheduleUse(name: phase.step.schedule, steps: steps - fallenSteps),
      ScheduleUse(name: fallback, steps: fallenSteps),
    ]
    return Phase(
      name: phase.name, steps: steps, tokens: tokens, gpuHours: hours,
      cost: price.map { $0 * hours }, schedules: uses.filter { $0.steps > 0 },
      note: note(fallen, phase: phase, fallback: fallback))
  }

  private static func note(
    _ fallen: [BatchSchedule.Part], phase: TrainingRun.Phase, fallback: String
  ) -> String? {
    guard let largest = fallen.map(\.sequences).max() else { return nil }
    let steps = fallen.reduce(0) { $0 + $1.steps }
    let microbatches = phase.step.with(sequences: largest).microbatches
    return "\(grouped(steps)) steps of up to \(grouped(largest)) sequences (\(microbatches) "
      + "microbatches a pipeline) cannot use \(phase.step.schedule) and run \(fallback)"
  }
}

extension StepConfiguration {
  /// The same step with another batch, and another schedule where one is named.
  func with(sequences: Int, schedule: String? = nil) -> StepConfiguration {
    var step = self
    step.sequences = sequences
    step.schedule = schedule ?? step.schedule
    return step
  }
}
