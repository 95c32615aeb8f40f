import LinearAlgebra
import MPIRuntime
import PipelineSchedules
import Training

/// A schedule of the catalogue that ranks play with waits instead of tensors.
struct TimedStep {
  /// Of the reference's actions: one unit of time each.
  static let times = ScheduleTimes(pair: 2.5)

  let schedule: PipelineSchedule
  let secondsPerUnit: Double
  var boundaryShape = (rows: 4, columns: 64)

  /// With twice as many microbatches as ranks, what every schedule takes.
  init(_ name: String, ranks: Int, secondsPerUnit: Double) throws(ScheduleError) {
    schedule = try ScheduleCatalog.schedule(
      named: name, ranks: ranks, microbatches: max(4, 2 * ranks))
    self.secondsPerUnit = secondsPerUnit
  }

  /// Whether a schedule exists for so many ranks: both directions of DualPipe need their own.
  static func exists(_ name: String, ranks: Int) -> Bool { name != "dualpipe" || ranks % 2 == 0 }

  func executor(
    on world: Communicator, stallLimit: Duration? = .seconds(20), slotsAhead: Int = 4
  ) throws -> ScheduleExecutor {
    let worker = try TimedWorker(
      schedule, rank: world.rank, times: Self.times, secondsPerUnit: secondsPerUnit,
      boundaryShape: boundaryShape)
    return try ScheduleExecutor(
      schedule, worker: worker, on: world, stallLimit: stallLimit, slotsAhead: slotsAhead)
  }
}
