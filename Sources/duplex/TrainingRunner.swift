import MPIRuntime
import Reports
import Training

/// Runs a training to its end, or to where a signal asks it to stop, and leaves its files.
struct TrainingRunner {
  let settings: TrainingSettings
  let start: RunStart
  /// Of the folder for the files, which is made when nothing is left that would refuse the run.
  let path: String
  let profile: String?
  let results: OutputOptions

  /// Trains, prints, and writes the files.
  ///
  /// - Parameter communicator: All its processes call this.
  /// - Throws: Before the first step what ``ExitStatus`` knows as bad input; from then on
  ///   ``TrainingFailure``.
  func run(on communicator: Communicator) throws {
    let profileFile = try communicator.agreeing {
      try communicator.rank == 0 ? profile.map(ProfileFile.init) : nil
    }
    let trainer = try Trainer(settings, on: communicator, start: start)
    let folder = try results.folder(or: path, on: communicator)
    // Only this process may fail from here on, which no other would notice.
    try TrainingFailure.naming {
      let outcome = try train(trainer, into: folder)
      showNotices(of: trainer)
      trainer.finish()
      guard communicator.rank == 0 else { return }
      try profileFile?.write(outcome.steps)
      let summary = TrainingSummary(
        outcome.trainer.history, heldOutLoss: outcome.heldOutLoss?.main,
        resumedStep: trainer.resumedStep, savedStep: trainer.savedStep,
        checkpoints: settings.checkpoints?.folder)
      try results.show(summary.document, or: summary.text)
      var history = trainer.history
      if !history.steps.isEmpty { history.prepend(outcome.earlierSteps) }
      try folder?.writeReport(
        history, heldOutLoss: outcome.heldOutLoss?.main, steps: outcome.steps)
      if let folder, !results.json, !trainer.history.steps.isEmpty {
        Console.notice("report: \(folder.path)/report.html")
      }
    }
  }

  private struct Outcome {
    let trainer: Trainer
    let heldOutLoss: LossSums?
    let steps: [MeasuredStep]
    /// Of the run before the checkpoint that it went on from.
    let earlierSteps: [StepMetrics]
  }

  private func train(_ trainer: Trainer, into folder: OutputFolder?) throws -> Outcome {
    let speaks = trainer.grid.world.rank == 0
    if speaks { announce(trainer) }
    let metricsFile = try folder.map {
      try MetricsFile(path: "\($0.path)/metrics.csv", keepingThrough: trainer.stepsDone)
    }
    var progress = TrainingProgress(steps: settings.steps, first: trainer.stepsDone)
    while let metrics = try trainer.step(recording: { try metricsFile?.append($0) }) {
      if !trainer.notices.isEmpty { progress.end() }
      showNotices(of: trainer)
      if speaks { progress.show(metrics) }
      guard try trainer.anyAsks(StopRequest.isThere), trainer.stepsDone < settings.steps else {
        continue
      }
      let isSaved = try trainer.stop()
      if speaks {
        progress.end()
        let way =
          isSaved
          ? "the same command goes on from \(settings.checkpoints?.folder ?? "there")"
          : "nothing was saved, for the training file sets no checkpoint"
        Console.notice("stopped after step \(trainer.stepsDone) of \(settings.steps); \(way)")
      }
      return Outcome(
        trainer: trainer, heldOutLoss: nil, steps: try trainer.measuredSteps(),
        earlierSteps: metricsFile?.keptSteps ?? [])
    }
    if speaks { progress.end() }
    // First, for the held-out batch may be played by another schedule than the last step was.
    let steps = try trainer.measuredSteps()
    return Outcome(
      trainer: trainer,
      heldOutLoss: trainer.history.steps.isEmpty ? nil : try trainer.heldOutLoss(),
      steps: steps, earlierSteps: metricsFile?.keptSteps ?? [])
  }

  private func showNotices(of trainer: Trainer) {
    for notice in trainer.notices { Console.notice(notice) }
    trainer.notices = []
  }

  private func announce(_ trainer: Trainer) {
    showNotices(of: trainer)
    for file in trainer.refusedFiles { Console.notice("not used: \(file)") }
    guard let step = trainer.resumedStep else { return }
    let folder = settings.checkpoints?.folder ?? ""
    if step >= settings.steps {
      Console.notice(
        "\(folder) has \(step) steps, no fewer than \(settings.steps); --steps goes further, another --output begins anew"
      )
    } else {
      Console.notice("going on after step \(step) of \(settings.steps), from \(folder)")
    }
  }
}
