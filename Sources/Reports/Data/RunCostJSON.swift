public import Analysis
public import Quantities

/// GPU-hours and money of a run as JSON.
public struct RunCostJSON: Sendable {
  private let run: RunCost

  public init(_ run: RunCost) { self.run = run }

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
      + [JSONText.Member("run", .array(run.phases.map(\.json)))]
  }
}

extension RunCost.Phase {
  fileprivate var json: JSONText {
    var members = [
      JSONText.Member("name", .string(name)), JSONText.Member("steps", .integer(steps)),
      .number("tokens", tokens), .number("gpuHours", gpuHours),
    ]
    if let cost { members.append(.number("cost\(cost.currency)", cost.amount)) }
    members.append(
      JSONText.Member(
        "schedules",
        .array(schedules.map { ["name": .string($0.name), "steps": .integer($0.steps)] })))
    if let note { members.append(JSONText.Member("note", .string(note))) }
    return .object(members)
  }
}
