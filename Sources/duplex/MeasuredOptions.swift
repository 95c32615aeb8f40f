import Analysis
import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Reports
import Training

/// Durations that real ranks measured, in place of a scenario.
struct MeasuredOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Durations that `duplex train --profile` or `--compute timed --output` wrote, in place of a scenario.",
      valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var measured: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Pipeline ranks of the schedule for --measured, unless as measured.", valueName: "count"))
  var ranks: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Microbatches of a step for --measured, unless as measured.", valueName: "count"))
  var microbatches: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stages per rank of interleaved schedules for --measured, unless as measured.",
      valueName: "count"))
  var chunks: Int?

  /// The first option that has no meaning without a file; nil for none.
  var orphan: String? {
    guard measured == nil else { return nil }
    return [("--ranks", ranks), ("--microbatches", microbatches), ("--chunks", chunks)]
      .first { $0.1 != nil }?.0
  }

  /// Far above any file of durations.
  private static let greatestSize = 16 << 20

  /// Predicts a step from the file, prints it and writes its files.
  ///
  /// - Parameters:
  ///   - path: Of the file.
  ///   - schedule: In place of the measured one; nil for that.
  ///   - results: Where to.
  ///   - communicator: All its processes call this.
  /// - Throws: `InputError` where the file or an option cannot be used, `ScheduleError` where the
  ///   schedule does not exist, `ExecutionError` where the file is none or a slot was not measured.
  func predict(
    _ path: String, schedule: String?, results: OutputOptions, on communicator: Communicator
  ) throws {
    let prediction = try communicator.agreeing {
      let durations = try read(path)
      let request = try request(schedule, durations.facts, path: path)
      let schedule = try request.schedule(speaks: communicator.rank == 0)
      do {
        return try MeasuredPrediction(schedule, durations: durations)
      } catch let error as ExecutionError where error.code == .notMeasured {
        throw MissingMeasurement(path: path, schedule: schedule.name, detail: error.detail).refusal
      }
    }
    let folder = try results.folder(on: communicator)
    guard communicator.rank == 0 else { return }
    let document = PredictionJSON.document(prediction)
    try results.show(
      document, or: PredictionTable(prediction, bold: Console.isTerminal).description)
    try folder?.writeReport(prediction)
  }

  private func read(_ path: String) throws -> MeasuredDurations {
    let file = InputFile(
      path: path, name: path, expected: "durations that `duplex train --profile` wrote",
      greatestSize: Self.greatestSize)
    return try MeasuredDurations(csv: file.text(), file: path)
  }

  /// The schedule that was measured, with what the options replace.
  private func request(
    _ name: String?, _ facts: MeasuredFacts?, path: String
  ) throws -> ScheduleRequest {
    guard let name = name ?? facts?.schedule else {
      throw InputError("\(path) does not say what schedule was measured; expected --schedule")
    }
    var request = ScheduleRequest(name: name, ranks: ranks, microbatches: microbatches)
    if ScheduleFile(name: name) == nil {
      let entry = try ScheduleCatalog.entry(named: name)
      request.ranks = ranks ?? facts?.ranks
      request.microbatches = microbatches ?? facts?.microbatches
      for (option, value) in [("--ranks", request.ranks), ("--microbatches", request.microbatches)]
      where value == nil {
        throw InputError("\(path) does not say how many were measured; expected \(option)")
      }
      if entry.chunks == .chosen, let measured = facts?.chunks, measured > 1 {
        request.chunks = measured
      }
    }
    request.chunks = chunks ?? request.chunks
    return request
  }
}
