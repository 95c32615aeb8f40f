public import CostModels
public import Simulation

/// Several schedules in one scenario, side by side.
public struct Comparison: Sendable {
  /// A schedule that cannot run here.
  public struct Refusal: Hashable, Sendable {
    public var schedule: String
    public var reason: String

    public init(schedule: String, reason: String) {
      self.schedule = schedule
      self.reason = reason
    }
  }

  public var scenario: Scenario
  /// In the order asked for.
  public var evaluations: [Evaluation]
  public var refusals: [Refusal]
  /// Everything that the numbers rest on.
  public var assumptions: [Assumption]

  public init(
    scenario: Scenario, evaluations: [Evaluation], refusals: [Refusal], assumptions: [Assumption]
  ) {
    self.scenario = scenario
    self.evaluations = evaluations
    self.refusals = refusals
    self.assumptions = assumptions
  }
}
