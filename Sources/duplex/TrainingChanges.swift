import ArgumentParser
import PipelineSchedules
import Training

/// What the command line says in place of the training file.
struct TrainingChanges: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End after this step; the learning rate goes on as the file says.", valueName: "count"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "A schedule in place of the file's, or for --compute timed; there also all, and dualpipe "
        + "unless given.", discussion: ScheduleNames.help, valueName: "name"),
    completion: ScheduleNames.completion)
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pipeline ranks in place of the file's.", valueName: "count"))
  var pipeline: Int?

  @Option(help: "A precision in place of the file's.")
  var precision: ChosenPrecision?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seed of weights and order, a whole number from 0, in place of the file's.",
      valueName: "number"))
  var seed: UInt64?

  /// The first change that is given, but for the schedule; nil for none.
  var orphan: String? {
    [
      ("--steps", steps != nil), ("--pipeline", pipeline != nil),
      ("--precision", precision != nil), ("--seed", seed != nil),
    ].first { $0.1 }?.0
  }

  /// The settings with the changes.
  ///
  /// - Parameters:
  ///   - settings: Of the file.
  ///   - speaks: Whether notices go to standard error.
  /// - Returns: Settings with the schedule's file read, if it comes from one.
  /// - Throws: `InputError` or `ScheduleError` for a value that is not accepted.
  func applied(to settings: TrainingSettings, speaks: Bool) throws -> TrainingSettings {
    var settings = settings
    if let steps {
      try InputError.require("--steps", steps, in: 1..., "a whole number from 1")
      settings.steps = steps
    }
    if let pipeline {
      try InputError.require("--pipeline", pipeline, in: 1..., "a whole number from 1")
      settings.pipelineRanks = pipeline
    }
    settings.schedule.name = schedule ?? settings.schedule.name
    if let file = ScheduleFile(name: settings.schedule.name) {
      settings.schedule.imported = try file.read(speaks: speaks)
    } else {
      _ = try InputError.naming("--schedule") { () throws(ScheduleError) in
        try ScheduleCatalog.entry(named: settings.schedule.name)
      }
    }
    if let precision {
      settings.model.precision = precision.name.precision(like: settings.model.precision)
    }
    settings.model.seed = seed ?? settings.model.seed
    return settings
  }
}

/// A precision by its name.
struct ChosenPrecision: ExpressibleByArgument {
  let name: PrecisionName

  static let allValueStrings = PrecisionName.allCases.map(\.rawValue)

  init?(argument: String) {
    guard let name = PrecisionName(rawValue: argument) else { return nil }
    self.name = name
  }
}
