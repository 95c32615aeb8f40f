public import MPIRuntime
public import PipelineSchedules
import Quantities
import Timelines

/// A schedule that ranks played several times with waits in place of tensors, and real messages.
///
/// Ranks that wait need no core of their own, so a schedule can be measured on more ranks than the
/// machine has cores.
public struct TimedRun: Sendable {
  public let schedule: PipelineSchedule
  /// How long the actions were to last, in seconds; messages are real, their latency here is 0.
  public let times: ScheduleTimes
  /// The measured steps, the shortest first.
  public let steps: [MeasuredStep]
  /// The means over the steps nearest to the median.
  public let durations: MeasuredDurations
  /// The schedule replayed with ``times``, in seconds.
  public let planned: ScheduleReplay
  /// The schedule replayed with ``durations``, in seconds.
  public let predicted: ScheduleReplay

  /// The step of median length.
  public var median: MeasuredStep { steps.median }
  /// How far the step predicted from the measured durations lies above the measured one, as a share
  /// of it.
  public var error: Double { predicted.makespan / median.timeline.step.seconds - 1 }
  /// The same for the step that the lengths of the actions alone give.
  public var plannedError: Double { planned.makespan / median.timeline.step.seconds - 1 }

  /// F, I and W of 12 ms, B of 24 ms, and pairs of 36 ms, which hide nothing.
  public static let standardTimes = ScheduleTimes(
    forward: 0.012, backwardInput: 0.012, backwardWeight: 0.012)

  /// Predicts the median of some steps.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - times: How long the actions were to last, in seconds.
  ///   - steps: At least one.
  /// - Throws: `ExecutionError` with code `notMeasured` where the steps are of another schedule.
  init(
    _ schedule: PipelineSchedule, times: ScheduleTimes, steps: [MeasuredStep]
  ) throws(ExecutionError) {
    self.schedule = schedule
    self.times = times
    self.steps = steps.sorted { $0.timeline.step < $1.timeline.step }
    durations = MeasuredDurations(steps)
    planned = ScheduleReplay(schedule, times: times)
    predicted = try durations.replay(of: schedule)
  }

  /// Plays a schedule; every rank takes part.
  ///
  /// - Parameters:
  ///   - schedule: For as many ranks as there are processes.
  ///   - times: Of the actions in seconds; the latency of messages is not read, it is real. Actions
  ///     of less than 10 ms end late by a visible part of their length.
  ///   - repetitions: At least 1.
  ///   - communicator: The processes, in the order of the schedule's ranks.
  ///   - stallLimit: As of ``ScheduleExecutor``; a minute more than twice the planned step unless given.
  ///   - isStopped: Asked before each step, on every rank; the answer of any stops all.
  /// - Returns: What was measured, on rank 0; nil elsewhere, and where it was stopped.
  /// - Throws: As ``ScheduleExecutor/init(_:worker:on:stallLimit:slotsAhead:)`` and
  ///   ``TimedWorker/init(_:rank:times:secondsPerUnit:boundaryShape:)``.
  public static func play(
    _ schedule: PipelineSchedule, times: ScheduleTimes = standardTimes, repetitions: Int = 3,
    on communicator: Communicator, stallLimit: Duration? = nil,
    isStopped: () -> Bool = { false }
  ) throws -> TimedRun? {
    precondition(repetitions > 0, "\(repetitions) repetitions")
    guard schedule.ranks == communicator.size else {
      throw ExecutionError(
        code: .wrongRankCount,
        detail: "\(schedule.name) has \(schedule.ranks) ranks, and there are "
          + "\(communicator.size) processes")
    }
    var times = times
    times.communication = 0
    let worker = try TimedWorker(
      schedule, rank: communicator.rank, times: times, secondsPerUnit: 1,
      boundaryShape: boundaryShape)
    let watchdog = Watchdog(
      WatchedProcess(rank: communicator.rank, of: schedule.ranks),
      limit: stallLimit ?? .seconds(60 + 2 * ScheduleReplay(schedule, times: times).makespan))
    watchdog.start()
    let executor = try ScheduleExecutor(
      schedule, worker: worker, on: communicator, watchdog: watchdog)
    defer { watchdog.enter(.resting) }
    var steps: [MeasuredStep] = []
    for _ in 0..<repetitions {
      watchdog.enter(.phase(.agreeing))
      let asks: Int32 = isStopped() ? 1 : 0
      guard try communicator.allReduce([asks], .max) == [0] else { return nil }
      let record = try executor.play(together: true)
      watchdog.enter(.phase(.measuring))
      if let step = try MeasuredStep.gather(schedule, record, on: communicator) {
        steps.append(step)
      }
    }
    return steps.isEmpty ? nil : try TimedRun(schedule, times: times, steps: steps)
  }

  /// Small matrices: messages that are real and cost little.
  private static let boundaryShape = (rows: 4, columns: 64)
}
