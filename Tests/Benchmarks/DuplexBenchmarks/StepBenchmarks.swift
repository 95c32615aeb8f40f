import Benchmark
import MPIRuntime
import Simulation

/// One training step under DualPipe, every GPU and every operator of it, on one core.
enum StepBenchmarks {
  static func register() {
    add("Step of 2,048 GPUs, balanced", .deepSeekV3)
    add("Step of 2,048 GPUs, balanced, one replica kept", .deepSeekV3, keeping: .replica(lane: 0))
    add("Step of 2,048 GPUs, jitter and a straggler", .deepSeekV3) { step in
      step.jitter = 0.05
      step.stragglers = [.init(gpu: 17, slowdown: 1.1)]
    }
    add("Step of 131,072 GPUs, balanced", .deepSeekV3On131072)
  }

  private static func add(
    _ name: String, _ scenario: ReferenceScenario, keeping detail: StepResult.Detail = .sums,
    _ change: @escaping (inout StepConfiguration) -> Void = { _ in }
  ) {
    Benchmark(name, configuration: .measuring(.operators)) { benchmark in
      let step = try scenario.step(change)
      try benchmark.measure(.operators) {
        let result = try step.simulate(on: .solo(), keeping: detail)
        blackHole(result.step)
        return result.laneOperators
      }
    }
  }
}
