import PipelineSchedules

/// Why a step could not be simulated.
public struct SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable { case deadlock, indivisible, tooLarge }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "simulation error (\(code)): \(detail)" }

  /// Names what every blocked rank waits for.
  static func deadlock(_ ranks: [Int], _ cursors: [Int], _ plan: StepPlan) -> SimulationError {
    let waits = ranks.map { rank in
      "rank \(rank) cannot start \(plan.schedule.programs[rank][cursors[rank]])"
    }
    return SimulationError(code: .deadlock, detail: waits.joined(separator: ", "))
  }
}
