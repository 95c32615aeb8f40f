public import MPIRuntime
public import PipelineSchedules
import Quantities
public import Simulation

/// Lengths of the steps that a run is made of, each simulated once.
///
/// The steps are shared out over the processes: each simulates its part alone, then all know all.
public final class StepLengths {
  private let scenario: Scenario
  private let communicator: Communicator
  private let imported: [String: PipelineSchedule]
  private var known: [StepConfiguration: VirtualTime?] = [:]

  /// - Parameters:
  ///   - scenario: Its model and cluster.
  ///   - communicator: All its processes ask for the same steps in the same order.
  ///   - imported: Schedules read from files, by name.
  public init(
    scenario: Scenario, on communicator: Communicator, imported: [String: PipelineSchedule]
  ) {
    self.scenario = scenario
    self.communicator = communicator
    self.imported = imported
  }

  /// How long each step takes; nil for one that its schedule cannot do.
  ///
  /// - Throws: `MPIError` when a message fails.
  func lengths(of steps: [StepConfiguration]) throws -> [VirtualTime?] {
    let missing = steps.enumerated().filter { index, step in
      known[step] == nil && steps.firstIndex(of: step) == index
    }.map(\.element)
    var lengths = Array(repeating: Int64(0), count: missing.count)
    for index in missing.indices where index % communicator.size == communicator.rank {
      lengths[index] = try length(of: missing[index])?.picoseconds ?? -1
    }
    if !missing.isEmpty { lengths = try communicator.allReduce(lengths, .sum) }
    for (step, length) in zip(missing, lengths) {
      known[step] = .some(length < 0 ? nil : VirtualTime(picoseconds: length))
    }
    return steps.map { known[$0] ?? nil }
  }

  private func length(of step: StepConfiguration) throws -> VirtualTime? {
    do {
      return try TrainingStep(
        model: scenario.model, cluster: scenario.cluster, configuration: step,
        imported: imported[step.schedule]
      ).length()
    } catch is ScheduleError {
      return nil
    } catch let error as SimulationError where error.code == .indivisible {
      return nil
    }
  }
}
