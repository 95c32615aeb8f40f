import RunConfigurations
import Simulation

/// The scenarios that the figures are about, read from `configs/scenarios`.
enum ReferenceScenario: String {
  case deepSeekV3 = "deepseek-v3"
  case deepSeekV3On131072 = "deepseek-v3-131072"

  /// Reads the scenario and prepares its step.
  ///
  /// - Parameter change: What the benchmark varies.
  /// - Returns: The step with schedule, stages and costs worked out.
  /// - Throws: What reading the file or working out the step throws.
  func step(_ change: (inout StepConfiguration) -> Void = { _ in }) throws -> TrainingStep {
    var scenario = try ScenarioFile.read(path: path)
    change(&scenario.step)
    return try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, configuration: scenario.step)
  }

  /// The tool chooses the working folder, so the path starts at this file.
  private var path: String {
    let root = #filePath.split(separator: "/").dropLast(4)
    return "/" + (root + ["configs", "scenarios", "\(rawValue).yaml"]).joined(separator: "/")
  }
}
