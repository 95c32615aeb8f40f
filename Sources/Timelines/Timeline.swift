public import PipelineSchedules
public import Quantities

/// What ran when in one training step: one replica whole, all GPUs as means.
public struct Timeline: Sendable {
  public let schedule: PipelineSchedule
  /// From 0 to the end of the last GPU's optimiser.
  public let step: VirtualTime
  /// The replica that ``events`` follow.
  public let lane: Int
  /// Sorted by rank, stream, start.
  public let events: [TimelineEvent]
  /// Operator names that events refer to.
  public let labels: [String]
  /// `[rank]`, of the chosen replica's GPU.
  public let replicaShares: [StepShares]
  /// `[rank][slot]`, when each slot of the chosen replica ran: from its first operator's start to
  /// its last one's end, in picoseconds.
  public let slotSpans: [[Range<Int64>]]
  /// `[rank]`, when the chosen replica's gradient reduction starts and its optimiser ends, in
  /// picoseconds.
  public let optimizerSpans: [Range<Int64>]
  /// Means over all GPUs, each rounded to the picosecond.
  public let meanShares: StepShares
  public let meanActions: ActionShares
  /// That were simulated.
  public let gpus: Int

  public init(
    schedule: PipelineSchedule, step: VirtualTime, lane: Int, events: [TimelineEvent],
    labels: [String], replicaShares: [StepShares], slotSpans: [[Range<Int64>]],
    optimizerSpans: [Range<Int64>], meanShares: StepShares, meanActions: ActionShares, gpus: Int
  ) {
    self.schedule = schedule
    self.step = step
    self.lane = lane
    self.events = events
    self.labels = labels
    self.replicaShares = replicaShares
    self.slotSpans = slotSpans
    self.optimizerSpans = optimizerSpans
    self.meanShares = meanShares
    self.meanActions = meanActions
    self.gpus = gpus
  }
}
