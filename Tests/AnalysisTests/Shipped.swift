import RunConfigurations
import Simulation
import TestSupport

/// The scenarios that the project ships.
enum Shipped {
  static func scenario(_ name: String) throws -> Scenario {
    try ScenarioFile.read(path: Repository.path("configs/scenarios/\(name).yaml"))
  }
}
