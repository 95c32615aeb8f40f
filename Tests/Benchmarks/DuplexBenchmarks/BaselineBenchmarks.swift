import Benchmark
import PipelineSchedules

/// What the figures of the simulation are to be set against, taken in the same run.
enum BaselineBenchmarks {
  static func register() {
    Benchmark(
      "Baseline: binary-heap event queue, 2,048 GPUs",
      configuration: .measuring(.operators)
    ) { benchmark in
      let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 16, microbatches: 120)
      let step = EventQueueStep(schedule: schedule, lanes: 128, groupSize: 64)
      benchmark.measure(.operators) {
        let result = step.run()
        precondition(
          result.end == step.expectedEnd, "\(result.end), expected \(step.expectedEnd)")
        return result.operators
      }
    }
    Benchmark(
      "Baseline: copy of 64 MiB, read plus written",
      configuration: .measuring(.bytes)
    ) { benchmark in
      let source = [Int64](repeating: 1, count: 8 << 20)
      var target = [Int64](repeating: 0, count: source.count)
      benchmark.measure(.bytes) {
        target.replaceSubrange(target.indices, with: source)
        return 2 * source.count * MemoryLayout<Int64>.size
      }
      blackHole(target)
    }
  }
}
