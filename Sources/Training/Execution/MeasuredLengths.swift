public import PipelineSchedules

/// How long each slot of a schedule lasts in one step that is to be predicted.
public struct MeasuredLengths: Sendable {
  /// Of every slot of the schedule.
  public let seconds: [ScheduleSlot: Double]
  /// What a message takes between ranks, in seconds.
  public let communication: Double
  /// From the last slot of all ranks to the end of the step, in seconds.
  public let optimizer: Double
  /// Mean lengths, for what a replay says of a schedule as a whole.
  private let times: ScheduleTimes

  init(
    seconds: [ScheduleSlot: Double], communication: Double, optimizer: Double, times: ScheduleTimes
  ) {
    self.seconds = seconds
    self.communication = communication
    self.optimizer = optimizer
    self.times = times
  }

  /// Plays the schedule whose slots these are; the optimiser is not part of it.
  ///
  /// - Returns: The replay, in seconds.
  /// - Complexity: O(slots)
  public func replay(of schedule: PipelineSchedule) -> ScheduleReplay {
    var times = times
    times.communication = communication
    return ScheduleReplay(schedule, times: times) { seconds[$0] ?? 0 }
  }
}
