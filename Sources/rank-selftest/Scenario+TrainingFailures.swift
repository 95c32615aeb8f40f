import Glibc
import MPIRuntime
import PipelineSchedules
import Training

extension Scenario {
  /// Data rank 1 does something else than to go on with its first forward, of a stage with experts.
  static let trainingFailures = [
    Scenario("training-throws") { world in
      try play(world, atSegment: 1) { throw Unexpected(description: "a planned failure") }
    },
    Scenario("training-stalls") { world in
      try play(world, atSegment: 0, stallLimit: .milliseconds(1500)) { sleep(60) }
    },
    Scenario("training-is-killed") { world in
      try play(world, atSegment: 1) { kill(getpid(), SIGKILL) }
    },
  ]

  private static func play(
    _ world: Communicator, atSegment segment: Int, stallLimit: Duration = .seconds(30),
    _ deed: @escaping () throws -> Void
  ) throws {
    let model = EqualityModel(microbatches: 2 * world.size)
    let schedule = try ScheduleCatalog.schedule(
      named: "1f1b-overlap", ranks: 2, microbatches: model.microbatches / (world.size / 2))
    guard let layout = model.layout(stages: schedule.stages) else {
      throw Unexpected(description: "no layout of \(schedule.stages) stages")
    }
    let step = try TrainedStep(schedule, model, layout, on: world, stallLimit: stallLimit)
    if step.grid.pipelineRank == 0, step.grid.dataRank == 1 {
      step.log.beforeSegment = { _, number in if number == segment { try deed() } }
    }
    try step.play()
  }
}
