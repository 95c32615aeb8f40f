import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines
import Training

extension Scenario {
  private static let attempts = 6
  private static let size = 512
  /// Of the step, beyond computing and waiting.
  private static let mostOverhead = 0.03
  /// Of the step, between what was measured and what follows from its own medians.
  private static let mostError = 0.05

  /// Ranks that multiply matrices, with messages of a megabyte.
  static let computing = ["1f1b", "zb-h1", "dualpipe"].map { name in
    Scenario("computes-\(name)") { world in
      let schedule = try ScheduleCatalog.schedule(
        named: name, ranks: world.size, microbatches: 4 * world.size)
      let worker = ProductWorker(size: size, stages: schedule.stages)
      let executor = try ScheduleExecutor(schedule, worker: worker, on: world)
      for _ in 0..<attempts {
        let record = try executor.play()
        let step = try MeasuredStep.gather(schedule, record, on: world)
        let verdict = try world.broadcast(
          [try step.map(isGood) ?? false ? 1 : 0] as [Int32], from: 0)
        if verdict == [1] { return }
      }
      throw Unexpected(description: "too much overhead, or badly predicted, in \(attempts) steps")
    }
  }

  private static func isGood(_ step: MeasuredStep) throws -> Bool {
    let length = step.timeline.step
    let overhead = step.overheads.map { $0.fraction(of: length) }.max() ?? 0
    let read = try MeasuredDurations(csv: step.durations.csv, file: "measured")
    let predicted = try read.replay(of: step.timeline.schedule).makespan
    let ratio = length.seconds / predicted
    StandardError.write(
      "\(step.timeline.schedule.name), \(step.timeline.schedule.ranks) ranks: step \(length), "
        + "executor \(overhead), measured/predicted \(ratio)\n")
    return overhead <= mostOverhead && abs(ratio - 1) <= mostError
  }
}
