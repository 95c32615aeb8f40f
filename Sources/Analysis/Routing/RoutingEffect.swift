internal import MPIRuntime
internal import PipelineSchedules
public import Quantities
public import Simulation

/// What uneven routing does to a scenario's training step.
public struct RoutingEffect: Sendable {
  /// A simulated step and what its routing was drawn from.
  public struct Case: Hashable, Sendable {
    public let spread: LoadSpread
    public let step: VirtualTime
  }

  public let scenario: Scenario
  /// Every expert with as many tokens.
  public let even: VirtualTime
  /// With the spread of the study's loads.
  public let measured: Case
  /// With the spread of the same tokens without balancing.
  public let unbalanced: Case

  /// Simulates the scenario's step three times.
  ///
  /// - Parameters:
  ///   - scenario: Its own routing does not matter.
  ///   - imported: The schedule of a scenario that names `csv:FILE`.
  ///   - spread: Of the study's loads.
  ///   - unbalanced: Of the same tokens without balancing.
  ///   - communicator: All its processes call this with the same arguments.
  /// - Throws: `ScheduleError`, `CostError` or `SimulationError` where the step cannot run,
  ///   `MPIError` when a message fails.
  init(
    _ scenario: Scenario, _ imported: PipelineSchedule?, spread: LoadSpread, unbalanced: LoadSpread,
    on communicator: Communicator
  ) throws {
    self.scenario = scenario
    func step(_ routing: StepConfiguration.Routing) throws -> VirtualTime {
      var configuration = scenario.step
      configuration.routing = routing
      return try TrainingStep(
        model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
        configuration: configuration, imported: imported
      ).simulate(on: communicator, keeping: .sums).step
    }
    func drawn(_ spread: LoadSpread) throws -> Case {
      // Loads beyond these are no routing that the simulation takes.
      let routing = StepConfiguration.Routing.sampled(
        skew: min(spread.skew, 3), maxVio: min(spread.maxVio, 100))
      return Case(spread: spread, step: try step(routing))
    }
    even = try step(.balanced)
    measured = try drawn(spread)
    self.unbalanced = try drawn(unbalanced)
  }

  /// How much longer a step is than with even loads, over that.
  public func increase(of other: Case) -> Double { other.step.seconds / even.seconds - 1 }
}
