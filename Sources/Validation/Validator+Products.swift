import ClusterModels
import CostModels
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
    let left = accelerator.streamingMultiprocessors - scenario.step.communicationSMs
    let shape = ProductShape(groups: groups, m: m, n: n, k: k)
    let calibrated = scenario.calibration?.productSeconds(
      shape, release: scenario.step.kernels.products, multiprocessors: left)
    if let calibrated { return calibrated * 1e6 }
    let share = Double(left) / Double(accelerator.streamingMultiprocessors)
    let peak = accelerator.peakFP8?.flopsPerSecond ?? accelerator.peakBF16.flopsPerSecond
    return shape.flops / (peak * accelerator.efficiency.gemmFP8 * share) * 1e6
  }
}
