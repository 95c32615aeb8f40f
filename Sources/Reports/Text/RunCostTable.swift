public import Analysis
internal import Quantities

/// GPU-hours and money of a run for a terminal, phase by phase.
public struct RunCostTable: Sendable, CustomStringConvertible {
  private let run: RunCost

  public init(_ run: RunCost) { self.run = run }

  public var description: String {
    var table = TextTable(headers: ["phase", "schedule", "steps", "tokens", "GPU-hours", "cost"])
    for phase in run.phases {
      table.rows.append([
        phase.name, phase.schedules.map(\.name).joined(separator: ", "),
        phase.steps > 0 ? grouped(phase.steps) : "",
        phase.tokens > 0 ? magnitude(phase.tokens) : "",
        grouped(Int(phase.gpuHours.rounded())), phase.cost?.description ?? "",
      ])
    }
    table.rows.append([
      "all, \(fixed(run.days, decimals: 1)) days on \(grouped(run.gpus)) GPUs", "", "", "",
      grouped(Int(run.gpuHours.rounded())), run.cost?.description ?? "",
    ])
    let notes = run.phases.flatMap { phase in
      (phase.note.map { "\(phase.name): \($0)" } ?? "")
        .wrapped(width: 100, indentation: "  ").filter { !$0.isEmpty }
    }
    return (table.lines + (notes.isEmpty ? [] : [""]) + notes).joined(separator: "\n")
  }
}
