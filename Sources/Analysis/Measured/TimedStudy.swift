public import MPIRuntime
public import PipelineSchedules
public import Training

/// Schedules that ranks played with waits in place of tensors, beside what was predicted of them.
public struct TimedStudy: Sendable {
  /// One schedule.
  public struct Entry: Sendable {
    public let run: TimedRun
    /// The step by the simulation's engine, from the lengths of slots that were measured.
    public let prediction: MeasuredPrediction
    /// What a paper says of its idle time; nil where none does.
    public let formula: BubbleFormula?

    init(_ run: TimedRun) throws {
      self.run = run
      prediction = try MeasuredPrediction(run.schedule, durations: run.durations)
      formula = BubbleFormula(run.schedule, times: run.times)
    }
  }

  /// A schedule that does not exist for these ranks and microbatches.
  public struct Refusal: Hashable, Sendable {
    public let schedule: String
    public let reason: String

    public init(schedule: String, reason: String) {
      self.schedule = schedule
      self.reason = reason
    }
  }

  /// In the order of the schedules.
  public let entries: [Entry]
  public let refusals: [Refusal]
  /// Of the actions, in seconds.
  public let times: ScheduleTimes

  /// Plays schedules one after the other; every rank takes part.
  ///
  /// - Parameters:
  ///   - schedules: At least one, for as many ranks as there are processes.
  ///   - refusals: Those that were wanted and cannot be played.
  ///   - times: Of the actions, in seconds.
  ///   - repetitions: Steps of each, at least 1.
  ///   - communicator: The processes, in the order of the schedules' ranks.
  ///   - isStopped: Asked before each step, on every rank; the answer of any ends the study with the
  ///     schedules that are measured by then.
  ///   - announce: Is told each schedule before it is played.
  /// - Returns: What was measured, on rank 0; nil elsewhere.
  /// - Throws: As `TimedRun.play`.
  public static func play(
    _ schedules: [PipelineSchedule], refusals: [Refusal] = [],
    times: ScheduleTimes = TimedRun.standardTimes, repetitions: Int = 3,
    on communicator: Communicator, isStopped: () -> Bool = { false },
    announce: (PipelineSchedule) -> Void = { _ in }
  ) throws -> TimedStudy? {
    var entries: [Entry] = []
    for schedule in schedules {
      announce(schedule)
      let run = try TimedRun.play(
        schedule, times: times, repetitions: repetitions, on: communicator,
        isStopped: isStopped)
      if let run { entries.append(try Entry(run)) }
    }
    guard communicator.rank == 0 else { return nil }
    return TimedStudy(entries: entries, refusals: refusals, times: times)
  }
}
