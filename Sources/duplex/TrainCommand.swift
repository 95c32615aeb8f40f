import Analysis
import ArgumentParser
import MPIRuntime
import RunConfigurations
import Training

struct TrainCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model on the processes it is started on, with any schedule.",
    discussion: """
      Data ranks are the processes over the pipeline ranks. Writes metrics.csv, a row as soon as a step \
      is done, and report.html to results/NAME or to the folder that --output names, which holds the \
      checkpoints too. A run goes on from the newest checkpoint in its folder, on the same grid bit for \
      bit, on another one too. SIGTERM, SIGINT and SIGUSR1 end it after the step, with a checkpoint; a \
      study, or --compute timed, with the runs or schedules that are done. Ctrl-C does so too under \
      launch/run. A bare mpirun kills its processes a second after Ctrl-C, at which what came behind the \
      last checkpoint may be lost; send it SIGUSR1.

      Examples:
        duplex train configs/training/mini.yaml --pipeline 1 --schedule 1f1b \\
          --steps 20
        ./launch/run 2 train configs/training/mini.yaml --output results/mini
        ./launch/run 2 train configs/training/mini.yaml --study precision
        ./launch/run 4 train --compute timed --schedule all
      """)

  @Argument(
    help: "A training file, such as configs/training/mini.yaml.",
    completion: .file(extensions: ["yaml", "yml"]))
  var file: String?

  @OptionGroup var changes: TrainingChanges

  @Flag var start: ChosenStart?

  @Option(
    help: ArgumentHelp(
      "Write how long the actions of the last steps took, for simulate --measured.",
      valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Train several times and compare: in fp32, bf16, fp8 and fp8-delayed (precision), or without "
        + "balancing, with an auxiliary loss, with biases (balancing).", valueName: "subject"))
  var study: ChosenStudy?

  @OptionGroup var timed: TimedOptions

  @OptionGroup var results: OutputOptions

  func validate() throws {
    if timed.compute == .timed {
      guard file == nil else {
        throw ValidationError("--compute timed trains no model; leave FILE away.")
      }
    } else if file == nil {
      throw ValidationError("Missing expected argument '<file>'")
    }
    if study != nil, start != nil || profile != nil || timed.compute == .timed {
      throw ValidationError(
        "--study leaves no checkpoints and no profile; leave --resume, --fresh, --profile and "
          + "--compute timed away.")
    }
    if study?.subject == .precision, changes.precision != nil {
      throw ValidationError("--study precision trains in all of them; leave --precision away.")
    }
    if let orphan = timed.orphan {
      throw ValidationError("\(orphan) is read with --compute timed only.")
    }
    if timed.compute == .timed, let orphan {
      throw ValidationError("--compute timed trains no model; leave \(orphan) away.")
    }
    if timed.compute == .model, changes.schedule == TimedOptions.all {
      throw ValidationError("--schedule all is read with --compute timed only.")
    }
  }

  /// The first option that says how to train, for where nothing trains; nil for none.
  private var orphan: String? {
    if let name = changes.orphan { return name }
    if let start { return "--\(start.rawValue)" }
    return profile == nil ? nil : "--profile"
  }

  func run(on communicator: Communicator) throws {
    guard timed.compute == .model, let file else {
      return try TimedTraining(
        options: timed, results: results,
        schedule: changes.schedule ?? TimedOptions.standardSchedule
      ).run(on: communicator)
    }
    var settings = try communicator.agreeing {
      try changes.applied(
        to: TrainingFile.read(path: file), speaks: communicator.rank == 0)
    }
    if let study {
      return try StudyRunner(
        study: TrainingStudy(study.subject, settings: settings), results: results,
        standardFolder: "results/\(TrainingFile.name(ofPath: file))-\(study.subject.rawValue)"
      ).run(on: communicator)
    }
    let path = results.output ?? "results/\(TrainingFile.name(ofPath: file))"
    let folder = try results.folder(or: path, on: communicator)
    if let checkpoints = settings.checkpoints?.folder, !checkpoints.hasPrefix("/") {
      settings.checkpoints?.folder = "\(path)/\(checkpoints)"
    }
    try TrainingRunner(
      settings: settings, start: start?.start ?? .anyway, folder: folder, profile: profile,
      results: results
    ).run(on: communicator)
  }
}
