import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines
import Training

extension Scenario {
  private static let attempts = 10
  private static let size = 512
  /// Of the step, beyond computing and waiting.
  private static let mostOverhead = 0.03
  /// Of the step, between what was measured and what the replay makes of the same slots' durations.
  private static let mostError = 0.05

  /// Ranks that multiply matrices, with messages of a megabyte.
  static let computing = ["1f1b", "zb-h1", "dualpipe"].map { name in
    Scenario("computes-\(name)") { world in
      let schedule = try ScheduleCatalog.schedule(
        named: name, ranks: world.size, microbatches: 4 * world.size)
      let worker = ProductWorker(size: size, stages: schedule.stages)
      let executor = try ScheduleExecutor(schedule, worker: worker, on: world)
      // The first step pays for memory that later ones have.
      _ = try executor.play()
      var (leastOverhead, leastError) = (1.0, 1.0)
      for _ in 0..<attempts {
        let record = try executor.play()
        if let step = try MeasuredStep.gather(schedule, record, on: world) {
          let (overhead, error) = try judge(step)
          leastOverhead = min(leastOverhead, overhead)
          leastError = min(leastError, error)
        }
        // Other programs of the machine only ever add to either.
        let isGood = leastOverhead <= mostOverhead && leastError <= mostError
        if try world.broadcast([isGood ? 1 : 0] as [Int32], from: 0) == [1] { return }
      }
      throw Unexpected(description: "too much overhead, or badly predicted, in \(attempts) steps")
    }
  }

  /// The executor's share of the step, and the relative error of the replay.
  ///
  /// The prediction is only shown: it does not know which of the slots others on the machine made
  /// longer.
  private static func judge(_ step: MeasuredStep) throws -> (overhead: Double, error: Double) {
    let timeline = step.timeline
    let overhead = step.overheads.map { $0.fraction(of: timeline.step) }.max() ?? 0
    var durations: [ScheduleSlot: Double] = [:]
    for (slots, spans) in zip(timeline.schedule.programs, timeline.slotSpans) {
      for (slot, span) in zip(slots, spans) { durations[slot] = Double(span.count) / 1e12 }
    }
    let moves = step.records.flatMap(\.slots).filter { $0.made > $0.free }
      .map { Double($0.start - $0.made) / 1e9 }
    let times = ScheduleTimes(
      communication: moves.isEmpty ? 0 : moves.reduce(0, +) / Double(moves.count))
    let replay = ScheduleReplay(timeline.schedule, times: times) { durations[$0] ?? 0 }
    let read = try MeasuredDurations(csv: step.durations.csv, file: "measured")
    let predicted = try read.replay(of: timeline.schedule).makespan
    let ratio = timeline.step.seconds / replay.makespan
    StandardError.write(
      "\(timeline.schedule.name), \(timeline.schedule.ranks) ranks: step \(timeline.step), "
        + "executor \(overhead), measured/replayed \(ratio), "
        + "measured/predicted \(timeline.step.seconds / predicted)\n")
    return (overhead, abs(ratio - 1))
  }
}
