public import CostModels
public import MPIRuntime
public import PipelineSchedules
public import Simulation

extension Comparison {
  /// Simulates a scenario under several schedules.
  ///
  /// - Parameters:
  ///   - scenario: Its own schedule does not matter.
  ///   - schedules: Names of the catalogue or of `imported`, in the order of the result.
  ///   - imported: Schedules read from files, by name.
  ///   - communicator: All its processes call this with the same arguments.
  ///   - samples: Of what the models may be off, for each schedule; fewer than 2 for no intervals.
  ///   - progress: Told the name before each schedule.
  /// - Throws: `MPIError` when a message fails; a schedule that cannot run is listed as refused.
  public init(
    _ scenario: Scenario, schedules: [String], imported: [String: PipelineSchedule] = [:],
    on communicator: Communicator, samples: Int = 0, progress: (String) -> Void = { _ in }
  ) throws {
    var evaluations: [Evaluation] = []
    var refusals: [Refusal] = []
    let lengths = StepLengths(scenario: scenario, on: communicator, imported: imported)
    for name in schedules {
      progress(name)
      var scenario = scenario
      scenario.step.schedule = name
      do {
        evaluations.append(
          try Evaluation(
            scenario, imported: imported[name], on: communicator, lengths: lengths,
            samples: samples))
      } catch let error as ScheduleError {
        refusals.append(Refusal(schedule: name, reason: error.detail))
      } catch let error as CostError {
        refusals.append(Refusal(schedule: name, reason: error.detail))
      } catch let error as SimulationError {
        refusals.append(Refusal(schedule: name, reason: error.detail))
      }
    }
    self.init(
      scenario: scenario, evaluations: evaluations, refusals: refusals,
      assumptions: evaluations.isEmpty ? [] : try Self.assumptions(of: scenario))
  }

  /// Everything that a scenario's costs, its step and its memory rest on.
  ///
  /// - Throws: `CostError` where the hardware cannot do it.
  public static func assumptions(of scenario: Scenario) throws -> [Assumption] {
    let step = scenario.step
    let workload = Workload(
      model: scenario.model, cluster: scenario.cluster, parallelism: step.parallelism,
      sequenceLength: step.sequenceLength, microbatch: step.microbatch, precision: step.precision,
      recomputation: step.recomputation, communicationSMs: step.communicationSMs,
      zeroStage: step.zeroStage, calibration: scenario.calibration, kernels: step.kernels)
    var costs = try OperatorCosts(workload)
    costs.transfersMeetExchanges = step.transfers == .eager
    return costs.assumptions + step.assumptions + MemoryModel(workload).assumptions
  }
}
