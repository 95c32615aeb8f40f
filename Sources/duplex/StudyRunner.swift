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

  /// Trains, prints, and writes the files.
  ///
  /// A signal ends the study after the step. The run that it meets is lost, and what is shown is that of
  /// the runs before it.
  ///
  /// - Parameter communicator: All its processes call this.
  /// - Throws: Before the first step what ``ExitStatus`` knows as bad input; from then on
  ///   ``TrainingFailure``.
  func run(on communicator: Communicator) throws {
    var first = try study.variants.first.map { try Trainer($0.settings, on: communicator) }
    let folder = try results.folder(or: standardFolder, on: communicator)
    try TrainingFailure.naming {
      var last: Trainer?
      var isStopped = false
      var curves: [TrainingCurve] = []
      let found = try TrainingStudyResults(study, ranks: communicator.size) { variant in
        if isStopped { return nil }
        // The models of two runs are not to be in memory together.
        last = nil
        let trainer = try first ?? Trainer(variant.settings, on: communicator)
        (first, last) = (nil, trainer)
        let end = try train(variant, by: trainer)
        isStopped = end == .stopped
        let isWhole = end == .diverged || trainer.stepsDone == variant.settings.steps
        guard isWhole else { return nil }
        let curve = TrainingCurve(
          name: variant.name, steps: trainer.history.steps, diverged: end == .diverged)
        curves.append(curve)
        // A later run that fails on one process alone takes nothing of this one along.
        if communicator.rank == 0 {
          try folder?.writeReport(
            TrainingStudyResults(study: study, ranks: communicator.size, curves: curves))
        }
        return curve
      }
      last?.finish()
      guard communicator.rank == 0 else { return }
      let count = found.curves.count
      if count < study.variants.count {
        Console.notice(
          "stopped with \(count) of \(study.variants.count) runs done; "
            + (count > 0 ? "they are what is shown" : "nothing is left"))
      }
      guard count > 0 else { return }
      let table = TrainingStudyTable(found, bold: Console.isTerminal)
      try results.show(TrainingStudyData(found).document, or: table.description)
      if let folder, !results.json { Console.notice("report: \(folder.path)/report.html") }
    }
  }

  private enum End { case whole, stopped, diverged }

  /// Trains one of the runs.
  ///
  /// - Returns: How it ended, on every process the same.
  private func train(_ variant: TrainingStudy.Variant, by trainer: Trainer) throws -> End {
    let speaks = trainer.grid.world.rank == 0
    if speaks { Console.notice("training: \(variant.name)") }
    for notice in trainer.notices { Console.notice(notice) }
    var progress = TrainingProgress(steps: variant.settings.steps, first: 0)
    defer { if speaks { progress.end() } }
    do {
      while let metrics = try trainer.step() {
        if speaks { progress.show(metrics) }
        if try trainer.anyAsks(StopRequest.isThere) { return .stopped }
      }
    } catch let error as OptimizerError where error.code == .notFinite {
      // All processes have the same error: the next run begins on all of them.
      progress.end()
      if speaks { Console.notice("\(variant.name) diverged: \(error.detail)") }
      return .diverged
    } catch let error as TrainingError
      where error.code == .notFinite && trainer.grid.world.size == 1
    {
      // Where there are others, they wait in the schedule for the process that has it.
      progress.end()
      Console.notice("\(variant.name) diverged: \(error.detail)")
      return .diverged
    }
    return .whole
  }
}
