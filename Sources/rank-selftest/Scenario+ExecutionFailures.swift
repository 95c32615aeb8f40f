import Glibc
import LinearAlgebra
import MPIRuntime
import PipelineSchedules
import Training

extension Scenario {
  /// The last rank does something else than its third slot.
  static let executionFailures = [
    Scenario("stalls") { world in
      try play(world, stallLimit: .milliseconds(1500)) { sleep(60) }
    },
    Scenario("throws-in-step") { world in
      try play(world) { throw Unexpected(description: "a planned failure") }
    },
    Scenario("is-killed-in-step") { world in try play(world) { kill(getpid(), SIGKILL) } },
    Scenario("wrong-shape") { world in
      try play(world, output: Matrix(rows: 3, columns: 3)) {}
    },
    Scenario("no-output") { world in try play(world, output: nil) {} },
  ]

  private static func play(
    _ world: Communicator, stallLimit: Duration? = .seconds(30), output: Matrix? = nil,
    _ deed: @escaping () throws -> Void
  ) throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(
      ranks: world.size, microbatches: 4 * world.size)
    let plain = try TimedWorker(
      schedule, rank: world.rank, times: ScheduleTimes(), secondsPerUnit: 0.005,
      boundaryShape: (4, 4))
    let isLast = world.rank == world.size - 1
    let worker: any StageWorker = isLast ? FailingWorker(plain, output: output, deed) : plain
    _ = try ScheduleExecutor(schedule, worker: worker, on: world, stallLimit: stallLimit).play()
  }
}

/// A worker whose first backward does what it should not, or makes something else.
private final class FailingWorker: StageWorker {
  private let plain: TimedWorker
  private let output: Matrix?
  private let deed: () throws -> Void

  init(_ plain: TimedWorker, output: Matrix?, _ deed: @escaping () throws -> Void) {
    self.plain = plain
    self.output = output
    self.deed = deed
  }

  var boundaryShape: (rows: Int, columns: Int) { plain.boundaryShape }

  func forward(stage: Int, microbatch: Int, input: Matrix?) throws -> any StagePass {
    try plain.forward(stage: stage, microbatch: microbatch, input: input)
  }

  func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass {
    FailingPass(output: output, deed)
  }
}

private final class FailingPass: StagePass {
  let output: Matrix?
  private let deed: () throws -> Void

  init(output: Matrix?, _ deed: @escaping () throws -> Void) {
    self.output = output
    self.deed = deed
  }

  func advance() throws -> Bool {
    try deed()
    return false
  }
}
