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

  public var step: VirtualTime
  /// Longest first.
  public var parts: [Part]
  /// In a fixed order, from the narrowest cost to the widest.
  public var alternatives: [Alternative]

  /// Simulates the step again without each cost.
  ///
  /// - Parameters:
  ///   - evaluation: Of the same scenario and schedule, with the events of a replica.
  ///   - scenario: Its step names the schedule.
  ///   - imported: The schedule of a scenario that names `csv:FILE`.
  ///   - communicator: All its processes call this with the same arguments.
  /// - Throws: As `Evaluation.init`.
  public init(
    _ evaluation: Evaluation, _ scenario: Scenario, imported: PipelineSchedule? = nil,
    on communicator: Communicator
  ) throws {
    step = evaluation.step
    parts = Self.parts(evaluation.timeline)
    let recomputed = {
      (name: String, whatIf: WhatIf, change: (inout StepConfiguration) -> Void) in
      var configuration = scenario.step
      change(&configuration)
      let step = try TrainingStep(
        model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
        configuration: configuration, imported: imported)
      let length =
        try configuration.hasLaneEffects
        ? step.simulate(on: communicator, without: whatIf).step : step.length(without: whatIf)
      return Alternative(name: name, step: length)
    }
    var alternatives: [Alternative] = []
    if scenario.step.jitter > 0 || !scenario.step.stragglers.isEmpty {
      alternatives.append(
        try recomputed("no jitter, no stragglers", []) {
          $0.jitter = 0
          $0.stragglers = []
        })
    }
    if scenario.step.routing != .balanced {
      alternatives.append(try recomputed("balanced routing", []) { $0.routing = .balanced })
    }
    let costs: [(String, WhatIf)] = [
      ("no pipeline communication", .pipelineCommunication),
      ("no gradient reduction", .gradientReduction),
      ("expert communication hidden", .exposedExpertCommunication),
      ("no expert communication", .expertCommunication),
      ("infinite network", .communication),
      ("no bubble", .bubble),
      ("no bubble, infinite network", [.communication, .bubble]),
    ]
    for (name, whatIf) in costs {
      alternatives.append(try recomputed(name, whatIf) { _ in })
    }
    self.alternatives = alternatives
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
