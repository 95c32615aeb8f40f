import PipelineSchedules
import Quantities
import Timelines

/// Keeps every operator of one lane, for the timeline that people look at.
final class LaneRecorder {
  /// Index of the lane in its block.
  let lane: Int
  private let schedule: PipelineSchedule
  /// `[rank * streams + stream]`, each in the order of time, which is the order of the stream.
  private var buckets: [[TimelineEvent]]
  /// `[rank][slot]`, empty where a rank runs elsewhere.
  private(set) var slotSpans: [[Range<Int64>]]
  private var rank = 0
  private var slot = 0
  private var forward: PipelineAction?
  private var backward: PipelineAction?
  private var span: Range<Int64>?

  /// - Parameters:
  ///   - lane: Index of the lane in its block.
  ///   - schedule: Whose actions run.
  ///   - operators: Of the step, to set aside memory once.
  init(lane: Int, schedule: PipelineSchedule, operators: Int) {
    self.lane = lane
    self.schedule = schedule
    slotSpans = Array(repeating: [], count: schedule.ranks)
    buckets = Array(repeating: [], count: schedule.ranks * GPUStream.allCases.count)
    for bucket in buckets.indices where bucket % GPUStream.allCases.count < 2 {
      buckets[bucket].reserveCapacity(operators / schedule.ranks * 3 / 4)
    }
  }

  /// Sorted by rank, stream, start.
  var events: [TimelineEvent] {
    var events: [TimelineEvent] = []
    events.reserveCapacity(buckets.reduce(0) { $0 + $1.count })
    for bucket in buckets { events.append(contentsOf: bucket) }
    return events
  }

  func open(rank: Int, slot: Int) {
    (self.rank, self.slot, span) = (rank, slot, nil)
    (forward, backward) = actions(rank: rank, slot: slot)
  }

  func close() { slotSpans[rank].append(span ?? 0..<0) }

  func computed(_ instruction: Instruction, _ rows: LaneRows, _ duration: LaneDuration) {
    let end = unsafe rows[.clock][lane]
    append(.compute, instruction, end - duration[lane]..<end)
  }

  func exchanged(_ instruction: Instruction, _ rows: LaneRows) {
    let place = Int(instruction.place)
    let start = unsafe rows[starts: place][lane / rows.groupSize]
    append(.expert, instruction, start..<(unsafe rows[place: place][lane]))
  }

  /// Keeps a pipeline send.
  ///
  /// - Parameters:
  ///   - instruction: The send.
  ///   - rank: The sender.
  ///   - slot: The slot whose output it is, which may be over.
  ///   - letter: Its second row holds when the data begin to move.
  ///   - occupancy: How long they keep the port busy, in picoseconds.
  func sent(
    _ instruction: Instruction, rank: Int, slot: Int, _ letter: Letter, occupancy: Int64
  ) {
    let (forward, backward) = actions(rank: rank, slot: slot)
    let start = unsafe letter.moves[lane]
    keep(
      .transfer, instruction, start..<start + occupancy, rank: rank, slot: slot,
      action: instruction.direction == .forward ? forward : backward)
  }

  private func actions(rank: Int, slot: Int) -> (PipelineAction?, PipelineAction?) {
    schedule.programs[rank][slot].byDirection
  }

  private func append(_ stream: GPUStream, _ instruction: Instruction, _ time: Range<Int64>) {
    let action = instruction.direction == .forward ? forward : backward
    keep(stream, instruction, time, rank: rank, slot: slot, action: action)
    let whole = span ?? time
    span = min(whole.lowerBound, time.lowerBound)..<max(whole.upperBound, time.upperBound)
  }

  private func keep(
    _ stream: GPUStream, _ instruction: Instruction, _ time: Range<Int64>, rank: Int, slot: Int,
    action: PipelineAction?
  ) {
    buckets[rank * GPUStream.allCases.count + stream.order].append(
      TimelineEvent(
        rank: Int32(rank), slot: Int32(slot), stream: stream, label: instruction.label,
        stage: Int32(action?.stage ?? -1), microbatch: Int32(action?.microbatch ?? -1),
        start: VirtualTime(picoseconds: time.lowerBound),
        end: VirtualTime(picoseconds: time.upperBound)))
  }
}

extension GPUStream {
  /// Its place in ``GPUStream/allCases``, in which order timelines list streams.
  var order: Int {
    switch self {
    case .compute: 0
    case .expert: 1
    case .transfer: 2
    }
  }
}
