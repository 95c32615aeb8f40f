public import PipelineSchedules
public import Quantities

/// A bare schedule as JSON, with what a replay at equal times says of it.
public struct ScheduleJSON: Sendable {
  private let schedule: PipelineSchedule
  private let replay: ScheduleReplay

  /// Takes a schedule and a replay of it.
  public init(_ schedule: PipelineSchedule, replay: ScheduleReplay) {
    self.schedule = schedule
    self.replay = replay
  }

  /// Times are in the unit of the replay's; lists have one entry a rank.
  ///
  /// - Complexity: O(slots)
  public var document: JSONText {
    [
      "format": .integer(EvaluationJSON.format),
      "name": .string(schedule.name),
      "ranks": .integer(schedule.ranks),
      "microbatches": .integer(schedule.microbatches),
      "stages": .integer(schedule.stages),
      "chunksPerRank": .integer(schedule.chunksPerRank),
      "copies": .integer(schedule.copies),
      "times": times,
      "makespan": .number(replay.makespan),
      "longestSpan": .number(replay.longestSpan),
      "bubbleFraction": .number(replay.bubbleFraction),
      "exposedPipelineFraction": .number(replay.exposedPipelineFraction),
      "idleFraction": .number(replay.idleFraction),
      "zeroBubbleRate": .number(replay.zeroBubbleRate),
      "idlePerRank": .array(replay.idlePerRank.map(JSONText.number)),
      "peakLiveActivations": .array(schedule.peakLiveActivations.map(JSONText.integer)),
      "peakLivePerRankShare": .array(schedule.peakLivePerRankShare.map(JSONText.number)),
      "actionCounts": .array((0..<schedule.ranks).map(actionCounts)),
      "programs": .array(
        schedule.programs.map { .array($0.map { .string($0.description) }) }),
    ]
  }

  private var times: JSONText {
    let times = replay.times
    return [
      "F": .number(times.forward), "B": .number(times.backward),
      "I": .number(times.backwardInput), "W": .number(times.backwardWeight),
      "FB": .number(times.pair), "comm": .number(times.communication),
    ]
  }

  private func actionCounts(_ rank: Int) -> JSONText {
    let counts = schedule.actionCounts(onRank: rank)
    return [
      "F": .integer(counts.forward), "B": .integer(counts.backward),
      "I": .integer(counts.backwardInput), "W": .integer(counts.backwardWeight),
      "FB": .integer(counts.pair),
    ]
  }
}
