internal import PipelineSchedules

/// What a rank keeps of its last steps, to be measured by.
struct StepRecorder {
  /// More would not change a median by much.
  private static let mostSteps = 32

  var schedule: PipelineSchedule?
  /// Oldest first; all of one schedule.
  private(set) var records: [RankRecord] = []

  /// Keeps a step, and forgets the oldest where there are many.
  mutating func take(_ record: RankRecord) {
    if records.count == Self.mostSteps { records.removeFirst() }
    records.append(record)
  }
}
