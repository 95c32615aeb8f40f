import ClusterModels
import Quantities
import Simulation

extension Validator {
  /// The time of an FP8 product beside expert kernels, as the cost model of the scenario has it.
  ///
  /// - Returns: Microseconds.
  func productMicroseconds(
    groups: Int, m: Int, n: Int, k: Int, in scenario: Scenario
  ) -> Double {
    let accelerator = scenario.cluster.accelerator
    let all = Double(accelerator.streamingMultiprocessors)
    let share = (all - Double(scenario.step.communicationSMs)) / all
    let peak = accelerator.peakFP8?.flopsPerSecond ?? accelerator.peakBF16.flopsPerSecond
    let flops = 2 * Double(groups) * Double(m) * Double(n) * Double(k)
    return flops / (peak * accelerator.efficiency.gemmFP8 * share) * 1e6
  }
}
