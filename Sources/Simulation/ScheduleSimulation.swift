public import PipelineSchedules
public import Quantities
public import Timelines

/// A schedule whose slots last as long as somebody says, such as measured ones, run by the engine that
/// runs simulated steps.
public struct ScheduleSimulation: Sendable {
  /// The step; its only lane is whole.
  public let timeline: Timeline

  /// Runs a step.
  ///
  /// A slot starts when its rank is free and all its inputs are there, and what it makes is there at
  /// its end. Messages take their latency and wait for no port.
  ///
  /// - Parameters:
  ///   - schedule: What is run.
  ///   - latency: Of a message between ranks.
  ///   - optimizer: What follows when the last rank is done, on every rank.
  ///   - duration: Of a slot, at least 0.
  /// - Throws: `SimulationError` with code `tooLarge` where the step is beyond virtual time.
  /// - Complexity: O(slots)
  public init(
    _ schedule: PipelineSchedule, latency: VirtualTime, optimizer: VirtualTime = .zero,
    duration: (ScheduleSlot) -> VirtualTime
  ) throws {
    let plan = StepPlan(schedule, latency: latency, duration: duration)
    let seconds = plan.serialSeconds + optimizer.seconds
    guard seconds < TrainingStep.longest else {
      throw SimulationError(
        code: .tooLarge,
        detail: "the slots of \(schedule.name) take up to \(significant(seconds, digits: 3)) s one "
          + "after the other; below \(grouped(Int(TrainingStep.longest))) s is accepted")
    }
    let arena = LaneArena(ranks: schedule.ranks, lanes: 1, groupSize: 1)
    let recorder = LaneRecorder(lane: 0, schedule: schedule, operators: plan.operators)
    var engine = LaneEngine(
      plan: plan, variation: nil, arena: arena, ranks: 0..<schedule.ranks, coupling: 1, link: nil,
      recorder: recorder)
    try engine.run()
    var sums = LaneSums(ranks: schedule.ranks)
    var records: [GPURecord] = []
    for rank in 0..<schedule.ranks {
      let (rows, computing) = (arena.rows(rank), engine.uniformComputing[rank])
      sums.add(rank: rank, rows: rows, lane: 0, uniformComputing: computing)
      records.append(
        GPURecord(rank: rank, lane: 0, rows: rows, index: 0, uniformComputing: computing))
    }
    let groups = ReductionGroups(lastFinish: sums.lastFinish, optimizer: optimizer)
    timeline = StepSummary(sums: sums, groups: groups, lanesPerRank: 1).timeline(
      schedule: schedule, detail: .replica(lane: 0), records: records,
      replica: ReplicaRecording(recorder), labels: plan.table.labels)
  }
}

extension ReductionGroups {
  /// One group of all ranks, whose end takes one time.
  fileprivate init(lastFinish: [Int64], optimizer: VirtualTime) {
    let start = lastFinish.max() ?? 0
    starts = lastFinish.map { _ in start }
    ends = lastFinish.map { _ in start + optimizer.picoseconds }
  }
}
