import CostModels
public import MPIRuntime
public import PipelineSchedules
public import Quantities
public import Simulation
import Timelines

/// Why a step takes as long as it does: its time by kernel, and what it would be without each cost.
///
/// Every what-if is the step simulated again, not an estimate; what-ifs overlap, so their savings do
/// not add up to the step.
public struct Explanation: Sendable {
  /// Computing time of the mean GPU of the chosen replica, by operator.
  public struct Part: Hashable, Sendable {
    /// Such as `routed experts F`.
    public var name: String
    public var time: VirtualTime
  }

  /// The step without one cost.
  public struct Alternative: Hashable, Sendable {
    public var name: String
    public var step: VirtualTime
  }

  /// Of the catalogue, or `csv:FILE`.
  public var schedule: String
  public var step: VirtualTime
  /// Longest first.
  public var parts: [Part]
  /// In a fixed order: random effects first, then from the narrowest cost to the widest.
  public var alternatives: [Alternative]

  init(schedule: String, step: VirtualTime, parts: [Part], alternatives: [Alternative]) {
    (self.schedule, self.step) = (schedule, step)
    (self.parts, self.alternatives) = (parts, alternatives)
  }

  /// Simulates the step again without each cost.
  ///
  /// - Parameters:
  ///   - evaluation: Of the same scenario and schedule, with the events of a replica; the what-ifs that
  ///     it holds are not simulated once more.
  ///   - scenario: Its step names the schedule.
  ///   - imported: The schedule of a scenario that names `csv:FILE`.
  ///   - communicator: All its processes call this with the same arguments.
  /// - Throws: As `Evaluation.init`.
  public init(
    _ evaluation: Evaluation, _ scenario: Scenario, imported: PipelineSchedule? = nil,
    on communicator: Communicator
  ) throws {
    schedule = evaluation.schedule
    step = evaluation.step
    parts = Self.parts(evaluation.timeline)
    let length = { (configuration: StepConfiguration, whatIf: WhatIf) in
      let step = try TrainingStep(
        model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
        configuration: configuration, imported: imported)
      return try configuration.hasLaneEffects
        ? step.simulate(on: communicator, without: whatIf).step : step.length(without: whatIf)
    }
    alternatives = try Self.withoutEffects(scenario.step).map {
      Alternative(name: $0.name, step: try length($0.configuration, []))
    }
    let known = evaluation.whatIfs
    let costs: [(name: String, whatIf: WhatIf, known: VirtualTime?)] = [
      ("no pipeline communication", .pipelineCommunication, known.noPipelineCommunication),
      ("no gradient reduction", .gradientReduction, nil),
      ("expert communication hidden", .exposedExpertCommunication, nil),
      ("no expert communication", .expertCommunication, known.noExpertCommunication),
      ("infinite network", .communication, nil),
      ("no bubble", .bubble, known.noBubble),
      ("no bubble, infinite network", [.communication, .bubble], nil),
    ]
    for cost in costs {
      alternatives.append(
        Alternative(
          name: cost.name, step: try cost.known ?? length(scenario.step, cost.whatIf)))
    }
  }

  /// The step without each of the random effects that it has.
  private static func withoutEffects(
    _ step: StepConfiguration
  ) -> [(name: String, configuration: StepConfiguration)] {
    var alternatives: [(name: String, configuration: StepConfiguration)] = []
    let add = { (name: String, change: (inout StepConfiguration) -> Void) in
      var changed = step
      change(&changed)
      if changed != step { alternatives.append((name, changed)) }
    }
    add("no jitter") { $0.jitter = 0 }
    add("no stragglers") { $0.stragglers = [] }
    add("equal GPUs") { $0.speedSpread = 0 }
    add("balanced routing") { $0.routing = .balanced }
    return alternatives
  }

  private static func parts(_ timeline: Timeline) -> [Part] {
    var times = Array(repeating: VirtualTime.zero, count: timeline.labels.count)
    for event in timeline.events where event.stream == .compute {
      times[Int(event.label)] += event.end - event.start
    }
    let ranks = Int64(timeline.schedule.ranks)
    return zip(timeline.labels, times).filter { $0.1 > .zero }
      .map { Part(name: $0, time: VirtualTime(picoseconds: $1.picoseconds / ranks)) }
      .sorted { ($1.time, $0.name) < ($0.time, $1.name) }
  }
}
