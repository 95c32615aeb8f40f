public import PipelineSchedules

extension MeasuredDurations {
  /// Predicts a step by playing a schedule with the measured durations, message times included.
  ///
  /// What was not measured follows from its parts where they were: a full backward is I + W, a pair
  /// is F + B, which hides nothing.
  ///
  /// - Parameter schedule: The one that was measured, or another with the same stages.
  /// - Returns: The replay in seconds; its step is the makespan.
  /// - Throws: `ExecutionError` with code `notMeasured`, naming the slot, where neither it nor its
  ///   parts were.
  /// - Complexity: O(slots)
  public func replay(of schedule: PipelineSchedule) throws(ExecutionError) -> ScheduleReplay {
    var seconds: [Group: Double] = [:]
    for slot in schedule.programs.joined() where seconds[Group(slot)] == nil {
      seconds[Group(slot)] = try duration(of: slot)
    }
    return ScheduleReplay(schedule, times: meanTimes) { seconds[Group($0)] ?? 0 }
  }

  /// The length of a slot in seconds.
  ///
  /// - Throws: `ExecutionError` with code `notMeasured` where neither it nor its parts were measured.
  public func duration(of slot: ScheduleSlot) throws(ExecutionError) -> Double {
    let group = Group(slot)
    if let seconds = seconds(of: group) { return seconds }
    let parts: [Group] =
      switch group.kind {
      case .pair:
        [
          Group(kind: .forward, stage: group.stage),
          Group(kind: .backward, stage: group.backwardStage ?? group.stage),
        ]
      case .backward:
        [
          Group(kind: .backwardInput, stage: group.stage),
          Group(kind: .backwardWeight, stage: group.stage),
        ]
      case .forward, .backwardInput, .backwardWeight: []
      }
    let measured = parts.compactMap { part in
      seconds(of: part) ?? (part.kind == .backward ? backward(stage: part.stage) : nil)
    }
    guard !parts.isEmpty, measured.count == parts.count else {
      throw ExecutionError(
        code: .notMeasured,
        detail: "\(slot); measured: \(entries.map(\.group.description).joined(separator: ", "))")
    }
    return measured.reduce(0, +)
  }

  private func backward(stage: Int) -> Double? {
    guard let input = seconds(of: Group(kind: .backwardInput, stage: stage)),
      let weight = seconds(of: Group(kind: .backwardWeight, stage: stage))
    else { return nil }
    return input + weight
  }

  /// Means over the stages, for what a replay says of a schedule as a whole.
  private var meanTimes: ScheduleTimes {
    func mean(_ kind: Kind) -> Double? {
      let all = entries.filter { $0.group.kind == kind }.map(\.seconds)
      return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
    }
    let backward = mean(.backward)
    // A full backward that was never parted counts half for each part.
    let half = (backward ?? 0) / 2
    return ScheduleTimes(
      forward: mean(.forward) ?? 0, backwardInput: mean(.backwardInput) ?? half,
      backwardWeight: mean(.backwardWeight) ?? half, backward: backward, pair: mean(.pair),
      communication: communication)
  }
}

extension MeasuredDurations.Group: CustomStringConvertible {
  /// Stage and kind as in an action: `2F`, `2F+3B` for a pair.
  public var description: String {
    backwardStage.map { "\(stage)F+\($0)B" } ?? "\(stage)\(kind.rawValue)"
  }
}
