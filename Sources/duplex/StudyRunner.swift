import Analysis
import MPIRuntime
import Reports
import Training

/// Trains the runs of a study one after the other, and leaves what they showed.
struct StudyRunner {
  let study: TrainingStudy
  let results: OutputOptions
  /// Where no other folder is named.
  let standardFolder: String

  /// Trains, prints, and writes the files; a signal ends the whole study, which keeps nothing.
  ///
  /// - Parameter communicator: All its processes call this.
  /// - Throws: Before the first step what ``ExitStatus`` knows as bad input; from then on
  ///   ``TrainingFailure``.
  func run(on communicator: Communicator) throws {
    let folder = try results.folder(or: standardFolder, on: communicator)
    let found = try TrainingStudyResults(study, ranks: communicator.size) { variant in
      try train(variant, on: communicator)
    }
    guard communicator.rank == 0 else { return }
    let table = TrainingStudyTable(found, bold: Console.isTerminal)
    try results.show(TrainingStudyData(found).document, or: table.description)
    try folder?.writeReport(found)
    if let folder, !results.json { Console.notice("report: \(folder.path)/report.html") }
  }

  private func train(
    _ variant: TrainingStudy.Variant, on communicator: Communicator
  ) throws -> TrainingCurve {
    let speaks = communicator.rank == 0
    let trainer = try Trainer(variant.settings, on: communicator)
    if speaks { Console.notice("training: \(variant.name)") }
    var progress = TrainingProgress(steps: variant.settings.steps, first: 0)
    var diverged = false
    do {
      while let metrics = try trainer.step() {
        if speaks { progress.show(metrics) }
      }
    } catch let error as OptimizerError where error.code == .notFinite {
      // All processes have the same error: the next run begins on all of them.
      diverged = true
      progress.end()
      if speaks { Console.notice("\(variant.name) diverged: \(error.detail)") }
    } catch {
      throw TrainingFailure(cause: error)
    }
    if speaks { progress.end() }
    return TrainingCurve(
      name: variant.name, steps: trainer.history.steps, diverged: diverged)
  }
}
