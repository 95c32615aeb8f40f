extension PipelineSchedule: CustomStringConvertible {
  /// One row a rank, slots separated by spaces.
  public var description: String { rows(separator: " ").joined(separator: "\n") }

  /// One row a rank, slots separated by commas, each row ended by a newline: what PyTorch pipelining
  /// loads as a compute-only schedule, and what ``ScheduleImport`` reads back.
  public var csv: String { rows(separator: ",").map { $0 + "\n" }.joined() }

  private func rows(separator: String) -> [String] {
    programs.map { $0.lazy.map(\.description).joined(separator: separator) }
  }
}
