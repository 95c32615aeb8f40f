import Glibc
import MPIRuntime
import Training
import TransformerModels

extension Scenario {
  /// Whole runs of training; where they stall, it is the last rank that does, and outside of the schedule.
  static let trainingRun = [
    Scenario("run-disagrees") { world in
      var settings = settings(world, stallLimit: .seconds(30))
      if world.rank == world.size - 1 { settings.optimizer.learningRate = 0.02 }
      do {
        _ = try Trainer(settings, on: world)
      } catch let error as RunError {
        try expect(error.code, is: .settingsDiffer, "code")
        for text in ["learningRate: 0.01", "learningRate: 0.02", "rank \(world.size - 1) has"] {
          try expect(error.detail.contains(text), is: true, error.detail)
        }
        return
      }
      throw Unexpected(description: "no error, expected \(RunError.Code.settingsDiffer)")
    },
    Scenario("run-stalls") { world in
      let trainer = try Trainer(settings(world, stallLimit: .seconds(1)), on: world)
      while try trainer.step() != nil {
        if world.rank == world.size - 1 { sleep(60) }
        _ = try trainer.anyAsks(false)
      }
    },
    Scenario("run-is-stopped") { world in
      let trainer = try Trainer(settings(world, stallLimit: .seconds(1)), on: world)
      let isLast = world.rank == world.size - 1
      while try trainer.step(recording: { _ in if isLast { raise(SIGSTOP) } }) != nil {
        _ = try trainer.anyAsks(false)
      }
    },
    Scenario("run-stalls-at-its-end") { world in
      let trainer = try Trainer(settings(world, stallLimit: .milliseconds(500)), on: world)
      _ = try trainer.step()
      trainer.finish()
      if world.rank == world.size - 1 { raise(SIGSTOP) }
    },
  ]

  private static func settings(_ world: Communicator, stallLimit: Duration) -> TrainingSettings {
    let sequences = 2 * world.size
    var model = EqualityModel(microbatches: sequences).configuration
    // Bytes and the tokens around them.
    model.architecture.vocabularySize = 260
    return TrainingSettings(
      model: model, pipelineRanks: 2,
      batch: TrainingSettings.Batch(sequences: sequences, sequenceLength: 9),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.01, horizon: 3), steps: 3,
      stallLimit: stallLimit)
  }
}
