import RunConfigurations
import Simulation
import TestSupport

/// The scenarios that the project ships.
enum Shipped {
  static func scenario(_ name: String) throws -> Scenario {
    try ScenarioFile.read(path: Repository.path("configs/scenarios/\(name).yaml"))
  }

  /// The same without random effects: all GPUs of a pipeline rank are alike, so that one stands for
  /// them all.
  static func plain(_ name: String) throws -> Scenario {
    let alike = { (step: inout StepConfiguration) in
      (step.jitter, step.speedSpread, step.routing) = (0, 0, .balanced)
    }
    var scenario = try scenario(name)
    alike(&scenario.step)
    scenario.run = scenario.run.map { run in
      var run = run
      for index in run.phases.indices { alike(&run.phases[index].step) }
      return run
    }
    return scenario
  }
}
