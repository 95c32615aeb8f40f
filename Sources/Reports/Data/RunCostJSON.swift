public import Analysis
public import Quantities

/// GPU-hours and money of a run as JSON.
public struct RunCostJSON: Sendable {
  private let run: RunCost
  private let relativeStep: Uncertainty.Interval?

  /// - Parameters:
  ///   - run: Its phases.
  ///   - relativeStep: What simulated phases are scaled by for their intervals; nil for none.
  public init(_ run: RunCost, relativeStep: Uncertainty.Interval? = nil) {
    self.run = run
    self.relativeStep = relativeStep
  }

  /// A document of its own: `format`, `scenario`, `schedule`, then the members of an entry.
  public func document(scenario: String, schedule: String) -> JSONText {
    .object(
      [
        JSONText.Member("format", .integer(EvaluationJSON.format)),
        JSONText.Member("scenario", .string(scenario)),
        JSONText.Member("schedule", .string(schedule)),
      ] + members)
  }

  /// What an evaluation says of its run.
  var members: [JSONText.Member] {
    [.number("gpuHours", run.gpuHours), .number("days", run.days)]
      + [run.cost].compactMap { $0.map { .number("cost\($0.currency)", $0.amount) } }
      + [JSONText.Member("run", .array(run.phases.map { $0.json(relativeStep) }))]
  }
}

extension RunCost.Phase {
  fileprivate func json(_ relativeStep: Uncertainty.Interval?) -> JSONText {
    var members = [
      JSONText.Member("name", .string(name)), JSONText.Member("steps", .integer(steps)),
      .number("tokens", tokens), .number("gpuHours", gpuHours),
    ]
    if let relativeStep, isSimulated {
      members += [
        .number("gpuHoursLow", gpuHours * relativeStep.low),
        .number("gpuHoursHigh", gpuHours * relativeStep.high),
      ]
    }
    if let cost { members.append(.number("cost\(cost.currency)", cost.amount)) }
    members.append(
      JSONText.Member(
        "schedules",
        .array(schedules.map { ["name": .string($0.name), "steps": .integer($0.steps)] })))
    if let note { members.append(JSONText.Member("note", .string(note))) }
    return .object(members)
  }
}
