import CostModels
public import MPIRuntime
public import PipelineSchedules
import Quantities
public import Simulation
import Timelines
import TransformerModels

extension Evaluation {
  /// Simulates a scenario's step, what-ifs and run.
  ///
  /// - Parameters:
  ///   - scenario: Its step names the schedule.
  ///   - imported: The schedule of a scenario that names `csv:FILE`.
  ///   - communicator: All its processes call this with the same arguments.
  ///   - lengths: Steps simulated before, to be used again.
  ///   - samples: Of what the models may be off; fewer than 2 for no interval.
  ///   - comparesSources: Whether each source of uncertainty is tried alone as well.
  /// - Throws: `ScheduleError`, `CostError` or `SimulationError` where the schedule cannot run here,
  ///   `MPIError` when a message fails.
  public init(
    _ scenario: Scenario, imported: PipelineSchedule? = nil, on communicator: Communicator,
    lengths: StepLengths, samples: Int = 0, comparesSources: Bool = true
  ) throws {
    let step = try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
      configuration: scenario.step, imported: imported)
    let clock = ContinuousClock()
    let start = clock.now
    let result = try step.simulate(
      on: communicator, keeping: .replica(lane: 0), reusing: lengths.drawn)
    let wall = clock.now - start
    schedule = scenario.step.schedule
    chunks = step.schedule.chunksPerRank
    copies = step.schedule.copies
    stages = step.layout.description
    timeline = result.timeline
    expertCommunication = result.expertCommunication
    hiding = step.hiding
    throughput = step.throughput(length: result.step)
    memory = step.memory
    // GPUs that are all alike need no other processes to be simulated again.
    let recomputed = { (whatIf: WhatIf) in
      try scenario.step.hasLaneEffects
        ? step.simulate(on: communicator, without: whatIf, reusing: lengths.drawn).step
        : step.length(without: whatIf)
    }
    whatIfs = WhatIfs(
      noExpertCommunication: try recomputed(.expertCommunication),
      noPipelineCommunication: try recomputed(.pipelineCommunication),
      noBubble: try recomputed(.bubble))
    run = try scenario.run.map {
      try RunCost($0, schedule: scenario.step.schedule, scenario: scenario, lengths: lengths)
    }
    uncertainty =
      samples >= 2
      ? try Uncertainty(
        step, around: result.timeline, samples: samples, comparesSources: comparesSources,
        reusing: lengths.drawn, on: communicator) : nil
    notes = Self.notes(step, result)
    simulation = SimulationFigures(
      gpus: result.timeline.gpus, operators: result.operators,
      laneOperators: result.laneOperators, wallSeconds: wall / .seconds(1),
      processes: communicator.size)
  }

  private static func notes(_ step: TrainingStep, _ result: StepResult) -> [String] {
    var notes: [String] = []
    notes += imbalanceNote(result.timeline).map { [$0] } ?? []
    if step.schedule.copies > 1 {
      notes.append("every stage lives on \(step.schedule.copies) ranks: twice the parameters")
    }
    if let group = step.interleavingGroup {
      notes.append("microbatches are interleaved in groups of \(group)")
    }
    return notes
  }

  /// A cut that gives one rank much more than the others makes a bubble that no schedule can close.
  private static func imbalanceNote(_ timeline: Timeline) -> String? {
    let computing = timeline.replicaShares.map(\.computing)
    guard let most = computing.max(), let rank = computing.firstIndex(of: most) else { return nil }
    let mean = computing.reduce(0) { $0 + $1.seconds } / Double(computing.count)
    let excess = most.seconds / mean - 1
    guard excess > 0.05 else { return nil }
    return
      "stages are uneven: rank \(rank) computes \(most), \(percent(excess)) more than the mean "
      + "rank"
  }
}

extension TrainingStep {
  fileprivate var hiding: Evaluation.Hiding {
    let unpaired: Evaluation.Hiding =
      (model.experts?.shared ?? 0) > 0 ? .sharedExpert : .weightGradients
    return switch configuration.overlap {
    case .pairs: schedule.hasPairs ? .pairs : unpaired
    case .sharedExpert: unpaired
    case .none: .nothing
    }
  }

  /// Microbatches of one group of an interleaved schedule; nil for other schedules.
  fileprivate var interleavingGroup: Int? {
    guard schedule.name.hasPrefix("interleaved-1f1b") else { return nil }
    return PipelineSchedule.interleavingGroup(
      ranks: schedule.ranks, microbatches: schedule.microbatches)
  }
}
