import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines
import Training

extension Scenario {
  private static let attempts = 5
  /// Of the step, beyond computing, moving and waiting.
  private static let mostOverhead = 0.03

  /// What the executor adds to a model's step, on a pipeline of two ranks.
  static let trainingOverhead = [
    Scenario("training-overhead") { world in
      let model = EqualityModel(microbatches: 8 * world.size, hidden: 256, length: 64)
      for name in ["1f1b", "zb-h1", "dualpipe"] {
        let schedule = try ScheduleCatalog.schedule(
          named: name, ranks: 2, microbatches: model.microbatches / (world.size / 2))
        guard let layout = model.layout(stages: schedule.stages) else {
          throw Unexpected(description: "no layout of \(schedule.stages) stages")
        }
        let step = try TrainedStep(schedule, model, layout, on: world)
        var least = 1.0
        for _ in 0..<attempts {
          let measured = try MeasuredStep.gather(
            schedule, try step.play(), on: step.grid.pipeline)
          guard let measured else { continue }
          let overheads = measured.overheads.map { $0.fraction(of: measured.timeline.step) }
          least = min(least, overheads.max() ?? 0)
        }
        if world.rank == 0 {
          print("\(name) 2x\(world.size / 2): executor \(least) of the step")
          try expect(least <= mostOverhead, is: true, "overhead of \(name)")
        }
        try step.close()
      }
    }
  ]
}
