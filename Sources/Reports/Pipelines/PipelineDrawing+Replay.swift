public import PipelineSchedules

extension PipelineDrawing {
  /// A bare schedule at equal times, in the unit of those times.
  ///
  /// - Parameters:
  ///   - schedule: What was replayed.
  ///   - replay: Of `schedule`.
  ///   - title: The schedule's name unless given.
  /// - Complexity: O(slots)
  public init(_ schedule: PipelineSchedule, replay: ScheduleReplay, title: String? = nil) {
    let rows = schedule.programs.indices.map { rank in
      Row(
        spans: schedule.programs[rank].enumerated().map { slot, actions in
          Span(slot: actions, start: replay.starts[rank][slot], end: replay.ends[rank][slot])
        })
    }
    self.init(
      title: title ?? schedule.name, schedule: schedule, rows: rows, unit: "",
      total: replay.makespan)
  }
}
