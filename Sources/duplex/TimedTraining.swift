import Analysis
import MPIRuntime
import PipelineSchedules
import Reports
import Training

/// `duplex train --compute timed`: schedules played on the processes with waits in place of tensors.
struct TimedTraining {
  let options: TimedOptions
  let results: OutputOptions
  /// Of the catalogue, `csv:FILE`, or ``TimedOptions/all``.
  let schedule: String

  /// Plays, prints, and writes the files; a signal ends it after the step, with what is measured then.
  ///
  /// - Parameter communicator: Its processes are the schedule's ranks; all call this.
  /// - Throws: `InputError` or `ScheduleError` where an option cannot be used; `MPIError` when a
  ///   message fails.
  func run(on communicator: Communicator) throws {
    try options.requireRepetitions()
    let times = try options.seconds
    let (schedules, refusals) = try communicator.agreeing {
      try resolved(ranks: communicator.size, speaks: communicator.rank == 0)
    }
    let folder = try results.folder(on: communicator)
    StopRequest.listen()
    let speaks = communicator.rank == 0
    var count = 0
    let study = try TimedStudy.play(
      schedules, refusals: refusals, times: times, repetitions: options.repetitions,
      on: communicator, isStopped: { StopRequest.isThere }
    ) { schedule in
      count += 1
      if speaks { Console.progress("[\(count)/\(schedules.count)] \(schedule.name)") }
    }
    guard let study else { return }
    Console.progress("")
    let missing = schedules.count - study.entries.count
    if missing > 0 {
      Console.notice(
        "stopped with \(study.entries.count) of \(schedules.count) schedules measured"
          + (study.entries.isEmpty ? "; nothing is left" : ""))
    }
    // Without entries there is nothing to say but what cannot be played.
    guard missing < schedules.count else { return }
    try results.show(
      TimedJSON.document(study), or: TimedTable(study, bold: Console.isTerminal).description)
    try folder?.writeReport(study)
    if let folder, !results.json { Console.notice("report: \(folder.path)/report.html") }
  }

  /// - Returns: At least one schedule, and of all those that do not exist for so many ranks.
  /// - Throws: `InputError` or `ScheduleError` where the schedule asked for does not exist.
  private func resolved(
    ranks: Int, speaks: Bool
  ) throws -> ([PipelineSchedule], [TimedStudy.Refusal]) {
    guard schedule == TimedOptions.all else {
      return ([try options.request(schedule, ranks: ranks).schedule(speaks: speaks)], [])
    }
    var schedules: [PipelineSchedule] = []
    var refusals: [TimedStudy.Refusal] = []
    for entry in ScheduleCatalog.entries {
      var request = options.request(entry.name, ranks: ranks)
      if entry.chunks != .chosen { request.chunks = ScheduleRequest.defaultChunks }
      do {
        schedules.append(try request.schedule(speaks: speaks))
      } catch let error as ScheduleError {
        refusals.append(TimedStudy.Refusal(schedule: entry.name, reason: error.detail))
      }
    }
    guard let first = refusals.first, schedules.isEmpty else { return (schedules, refusals) }
    throw InputError(
      "no schedule exists for \(ranks) ranks and these microbatches; \(first.schedule): "
        + first.reason)
  }
}
