public import PipelineSchedules
internal import TransformerModels

/// What the settings of a run come to on some processes, found before anything of it is allocated.
///
/// The same settings give the same plan, or the same error, on every process.
public struct TrainingPlan: Sendable {
  public let settings: TrainingSettings
  public let dataRanks: Int
  /// Of the whole batch.
  public let schedule: PipelineSchedule
  public let layout: StageLayout

  /// Checks the settings against each other and the processes.
  ///
  /// - Parameters:
  ///   - settings: Of the run.
  ///   - processes: That it is started on.
  /// - Throws: `RunError` with code `unsupportedSetting`, `wrongProcessCount` or `indivisibleBatch`;
  ///   `ScheduleError` where there is no such schedule or the model has too few layers for it;
  ///   `ExecutionError` for a schedule of one's own that is for other ranks; `OptimizerError` for
  ///   learning rates or a ramp that are none.
  public init(_ settings: TrainingSettings, processes: Int) throws {
    try settings.check()
    let ranks = settings.pipelineRanks
    guard processes.isMultiple(of: ranks) else {
      throw RunError(
        code: .wrongProcessCount,
        detail: "\(ranks) pipeline ranks on \(processes) "
          + "\(processes == 1 ? "process" : "processes"); a multiple of \(ranks) is accepted")
    }
    dataRanks = processes / ranks
    let schedules = BatchSchedules(settings: settings, dataRanks: dataRanks)
    _ = try schedules.ramp()
    schedule = try schedules.schedule(sequences: settings.batch.sequences)
    layout = try settings.model.layout(
      stages: schedule.stages, sequenceLength: settings.batch.sequenceLength)
    _ = try settings.learningRates()
    self.settings = settings
  }

  /// Pipeline ranks that the processes can be shared out to, with the schedule of the settings.
  ///
  /// - Parameters:
  ///   - settings: Of the run, whose own pipeline ranks do not count.
  ///   - processes: That it is started on.
  /// - Returns: Divisors of the processes, ascending, perhaps none.
  public static func pipelineRanks(for settings: TrainingSettings, processes: Int) -> [Int] {
    (1...max(1, processes)).filter { ranks in
      guard processes.isMultiple(of: ranks) else { return false }
      var tried = settings
      tried.pipelineRanks = ranks
      return (try? TrainingPlan(tried, processes: processes)) != nil
    }
  }
}
