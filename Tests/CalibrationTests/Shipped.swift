import CostModels
import FoundationEssentials
import RunConfigurations
import Simulation

/// What the repository ships, read once.
enum Shipped {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static func calibration() throws -> Calibration {
    try CalibrationFile.read(path: "\(folder)/configs/calibration/h800.yaml")
  }

  /// The published step's work on one GPU.
  static func workload() throws -> Workload {
    let scenario = try ScenarioFile.read(path: "\(folder)/configs/scenarios/deepseek-v3.yaml")
    let step = scenario.step
    return Workload(
      model: scenario.model, cluster: scenario.cluster, parallelism: step.parallelism,
      sequenceLength: step.sequenceLength, microbatch: step.microbatch,
      precision: step.precision, recomputation: step.recomputation,
      communicationSMs: step.communicationSMs, zeroStage: step.zeroStage,
      calibration: scenario.calibration, kernels: step.kernels)
  }
}
