public import PipelineSchedules

extension MeasuredDurations {
  /// Predicts a step by playing a schedule with the measured lengths, message times included.
  ///
  /// - Parameter schedule: The one that was measured, or another with the same stages.
  /// - Returns: The replay in seconds of what ``medianLengths(of:)`` gives; its step is the makespan.
  /// - Throws: `ExecutionError` with code `notMeasured`, naming the slot, where neither it nor its
  ///   parts were.
  /// - Complexity: O(slots · ``draws``)
  public func replay(of schedule: PipelineSchedule) throws(ExecutionError) -> ScheduleReplay {
    try medianLengths(of: schedule).replay(of: schedule)
  }

  private static let seed: UInt64 = 1
  private static let fewestDraws = 101

  /// How many steps' lengths are kept; 1 where only means are known.
  public var recordings: Int { max(1, optimizers.count) }

  /// How many steps are drawn for a prediction, as many of each recorded step; 1 where only means are
  /// known.
  public var draws: Int {
    optimizers.isEmpty
      ? 1 : recordings * max(1, (Self.fewestDraws + recordings - 1) / recordings)
  }

  /// Replays a schedule with the lengths of each draw, and gives those of the step of median length.
  ///
  /// - Parameter schedule: The one that was measured, or another with the same stages.
  /// - Returns: The lengths of the longer of two that are in the middle.
  /// - Throws: As ``replay(of:)``.
  /// - Complexity: O(slots · ``draws``)
  public func medianLengths(
    of schedule: PipelineSchedule
  ) throws(ExecutionError) -> MeasuredLengths {
    var ends: [(seconds: Double, draw: Int)] = []
    for draw in 0..<draws {
      let lengths = try lengths(of: schedule, draw: draw)
      ends.append((lengths.replay(of: schedule).makespan + lengths.optimizer, draw))
    }
    ends.sort { $0 < $1 }
    return try lengths(of: schedule, draw: ends[ends.count / 2].draw)
  }

  /// Draws the lengths of a schedule's slots.
  ///
  /// Each draw takes the lengths of one of the measured steps, and deals those of a group to its slots
  /// in random order; where the schedule has more of them, it goes on with the next step. So a
  /// prediction knows how long slots took in a step, and not which of them. What was not measured
  /// follows from its parts where they were: a full backward is I + W, a pair is F + B, which hides
  /// nothing.
  ///
  /// - Parameters:
  ///   - schedule: The one that was measured, or another with the same stages.
  ///   - draw: Below ``draws``; with the group it keys the order.
  /// - Returns: Of every slot, with the time of a message and that of the optimiser in the step.
  /// - Throws: As ``replay(of:)``.
  /// - Complexity: O(slots)
  public func lengths(
    of schedule: PipelineSchedule, draw: Int
  ) throws(ExecutionError) -> MeasuredLengths {
    precondition(0..<draws ~= draw, "draw \(draw) of \(draws)")
    let step = draw % recordings
    var dealt: [Group: [Double]] = [:]
    for entry in entries {
      dealt[entry.group] = entry.dealt(step: step, of: recordings, seed: Self.seed, draw: draw)
    }
    var counts: [Group: Int] = [:]
    var seconds: [ScheduleSlot: Double] = [:]
    for slot in schedule.programs.joined() {
      let number = counts[Group(slot), default: 0]
      counts[Group(slot)] = number + 1
      seconds[slot] = try duration(of: slot) { group in
        dealt[group].map { $0[number % $0.count] }
      }
    }
    return MeasuredLengths(
      seconds: seconds, communication: communication,
      optimizer: optimizers.isEmpty ? optimizer : optimizers[step], times: meanTimes)
  }

  /// The mean length of a slot in seconds.
  ///
  /// - Throws: `ExecutionError` with code `notMeasured` where neither it nor its parts were measured.
  public func duration(of slot: ScheduleSlot) throws(ExecutionError) -> Double {
    try duration(of: slot, seconds: seconds)
  }

  private func duration(
    of slot: ScheduleSlot, seconds: (Group) -> Double?
  ) throws(ExecutionError) -> Double {
    let group = Group(slot)
    if let seconds = seconds(group) { return seconds }
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
      seconds(part) ?? (part.kind == .backward ? Self.backward(stage: part.stage, seconds) : nil)
    }
    guard !parts.isEmpty, measured.count == parts.count else {
      throw ExecutionError(
        code: .notMeasured,
        detail: "\(slot); measured: \(entries.map(\.group.description).joined(separator: ", "))")
    }
    return measured.reduce(0, +)
  }

  private static func backward(stage: Int, _ seconds: (Group) -> Double?) -> Double? {
    guard let input = seconds(Group(kind: .backwardInput, stage: stage)),
      let weight = seconds(Group(kind: .backwardWeight, stage: stage))
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

extension MeasuredDurations.Entry {
  /// The lengths from one step on to the one before it, those of each step in random order, or the
  /// mean where no lengths are known; never empty.
  fileprivate func dealt(step: Int, of steps: Int, seed: UInt64, draw: Int) -> [Double] {
    guard !lengths.isEmpty else { return [seconds] }
    let count = lengths.count / steps
    var stream = SeededStream(seed: seed, member: group.key ^ UInt64(draw) << 48)
    var dealt = Array(lengths[(step * count)...] + lengths[..<(step * count)])
    for first in stride(from: 0, to: dealt.count, by: count) {
      for index in 0..<count {
        dealt.swapAt(first + index, first + index + stream.next(below: count - index))
      }
    }
    return dealt
  }
}

extension MeasuredDurations.Group {
  /// Another number for each group with fewer than 2²⁰ stages.
  fileprivate var key: UInt64 {
    let number = MeasuredDurations.Kind.allCases.firstIndex(of: kind) ?? 0
    return UInt64(number) << 40 | UInt64(stage) << 20 | UInt64(backwardStage ?? 0)
  }
}

extension MeasuredDurations.Group: CustomStringConvertible {
  /// Stage and kind as in an action: `2F`, `2F+3B` for a pair.
  public var description: String {
    backwardStage.map { "\(stage)F+\($0)B" } ?? "\(stage)\(kind.rawValue)"
  }
}
