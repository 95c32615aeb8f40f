import ClusterModels
import CostModels
import ExpertParallelism
import PipelineSchedules
import RunConfigurations
import Simulation
import TransformerModels

/// What the process says to its caller, after sysexits.h.
enum ExitStatus {
  static let badInput: Int32 = 65
  static let failed: Int32 = 70

  /// The status of an error that a person can mend by changing the input; nil for others.
  static func ofInput(_ error: any Error) -> Int32? {
    switch error {
    case is ConfigurationError, is ModelError, is ClusterError, is ScheduleError, is CostError,
      is RoutingError, is InputError, is ProcessFailure:
      badInput
    case let error as SimulationError: error.code == .deadlock ? failed : badInput
    default: nil
    }
  }
}
