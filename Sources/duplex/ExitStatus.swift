import ClusterModels
import CostModels
import ExpertParallelism
import PipelineSchedules
import RunConfigurations
import Simulation
import Training
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
    // What training throws before its first step; later it comes as a TrainingFailure.
    case is RunError, is DataError, is TrainingError, is OptimizerError, is CheckpointError:
      badInput
    case let error as SimulationError: error.code == .deadlock ? failed : badInput
    case let error as ExecutionError: error.isOfInput ? badInput : nil
    default: nil
    }
  }
}

extension ExecutionError {
  /// Whether a person can mend it by changing the input.
  fileprivate var isOfInput: Bool {
    switch code {
    case .wrongRankCount, .schedulesDiffer, .wrongDuration, .notMeasured, .unreadableDurations: true
    case .shapesDiffer, .wrongOutput, .wrongInput: false
    }
  }
}
