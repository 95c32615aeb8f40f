public import MPIRuntime
public import PipelineSchedules
public import Quantities
public import Timelines

/// A step that real ranks played, as a timeline that reports read.
public struct MeasuredStep: Sendable {
  /// Of the ranks of one pipeline, by wall clock.
  ///
  /// The step lasts from the first rank's beginning to the last slot's end, or to the moment when the
  /// last rank ``RankRecord/finished``. What the executor itself takes counts as computing.
  public let timeline: Timeline
  /// `[rank]`, the part of the step in which a rank neither computed nor waited for an input: the
  /// executor's own work.
  public let overheads: [VirtualTime]
  /// `[rank]`, what the ranks recorded.
  public let records: [RankRecord]

  /// Joins what the ranks recorded.
  ///
  /// A wait belongs to the input that arrived last: until that input was made it is bubble, from then
  /// on exposed pipeline communication. Before a rank's first slot and after its last all is bubble.
  /// From the last slot of all ranks to the moment when a rank has finished is optimiser.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - records: `[rank]`, one a rank, in the order of ranks.
  /// - Complexity: O(segments log segments)
  public init(_ schedule: PipelineSchedule, records: [RankRecord]) {
    precondition(
      records.count == schedule.ranks, "\(records.count) records of \(schedule.ranks) ranks")
    let origin = records.map(\.began).min() ?? 0
    let played = (records.compactMap { $0.slots.last?.end }.max() ?? origin) - origin
    let finished = records.map { max(($0.finished ?? origin) - origin, played) }
    let step = finished.max() ?? played
    let shares = zip(records, finished).map { record, finished in
      StepShares(record, origin: origin, step: step, optimizer: finished - played)
    }
    timeline = Timeline(
      schedule: schedule, step: VirtualTime(nanoseconds: step), lane: 0,
      events: MeasuredEvents(schedule, records: records, origin: origin).events,
      labels: MeasuredEvents.labels, replicaShares: shares,
      slotSpans: records.map { record in
        record.slots.map { ($0.start - origin) * 1000..<($0.end - origin) * 1000 }
      },
      optimizerSpans: finished.map { played * 1000..<$0 * 1000 },
      meanShares: shares.mean,
      meanActions: ActionShares(
        schedule, records: records, step: step, optimizer: shares.mean.optimizer),
      gpus: schedule.ranks)
    overheads = records.map { VirtualTime(nanoseconds: $0.overhead) }
    self.records = records
  }

  /// The means of the step's slots and messages.
  ///
  /// - Complexity: O(slots)
  public var durations: MeasuredDurations { MeasuredDurations([self]) }

  /// Gathers the records of all ranks; every rank takes part.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - record: Of this rank.
  ///   - communicator: The processes of the pipeline, in the order of its ranks.
  /// - Returns: The step on rank 0; nil elsewhere.
  /// - Throws: `MPIError` when a message fails.
  public static func gather(
    _ schedule: PipelineSchedule, _ record: RankRecord, on communicator: Communicator
  ) throws(MPIError) -> MeasuredStep? {
    try communicator.gather(record.numbers, to: 0).map { parts in
      MeasuredStep(schedule, records: parts.map(RankRecord.init(numbers:)))
    }
  }
}

extension VirtualTime {
  init(nanoseconds: Int64) { self.init(picoseconds: nanoseconds * 1000) }
}

extension RankRecord {
  /// Time from the first slot's start to the last one's end that went neither into passes nor waits.
  var overhead: Int64 {
    guard let first = slots.first, let last = slots.last else { return 0 }
    let waits = slots.dropFirst().reduce(0) { $0 + $1.start - $1.free }
    return last.end - first.start - waits - slots.reduce(0) { $0 + $1.computing }
  }
}
