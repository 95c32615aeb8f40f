import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines

/// The chosen replica's operators, gathered on process 0 from the processes that ran its ranks.
struct ReplicaRecording {
  /// Sorted by rank, stream, start.
  private(set) var events: [TimelineEvent] = []
  /// `[rank][slot]`, when each slot ran.
  private(set) var slotSpans: [[Range<Int64>]]

  private static let eventWidth = 8

  /// What this process recorded alone.
  init(_ recorder: LaneRecorder) {
    events = recorder.events
    slotSpans = recorder.slotSpans
  }

  /// Gathers what each process recorded; nil where the lane ran elsewhere.
  ///
  /// - Throws: `MPIError` when a message fails.
  init(
    _ recorder: LaneRecorder?, schedule: PipelineSchedule, on communicator: Communicator
  ) throws {
    slotSpans = Array(repeating: [], count: schedule.ranks)
    guard communicator.size > 1 else {
      events = recorder?.events ?? []
      slotSpans = recorder?.slotSpans ?? slotSpans
      return
    }
    let spans = (recorder?.slotSpans ?? []).enumerated().flatMap { rank, spans in
      spans.flatMap { [Int64(rank), $0.lowerBound, $0.upperBound] }
    }
    for part in try communicator.gather(spans, to: 0) ?? [] {
      for first in stride(from: 0, to: part.count, by: 3) {
        slotSpans[Int(part[first])].append(part[first + 1]..<part[first + 2])
      }
    }
    let numbers = (recorder?.events ?? []).flatMap(Self.numbers)
    let parts = try communicator.gather(numbers, to: 0) ?? []
    // Every process has whole ranks, in ascending order.
    events = parts.flatMap { part in
      stride(from: 0, to: part.count, by: Self.eventWidth).map {
        Self.event(part[$0..<$0 + Self.eventWidth])
      }
    }
  }

  private static func numbers(_ event: TimelineEvent) -> [Int64] {
    [
      Int64(event.rank), Int64(event.slot), Int64(event.stream.order), Int64(event.label),
      Int64(event.stage), Int64(event.microbatch), event.start.picoseconds, event.end.picoseconds,
    ]
  }

  private static func event(_ numbers: ArraySlice<Int64>) -> TimelineEvent {
    let first = numbers.startIndex
    return TimelineEvent(
      rank: Int32(numbers[first]), slot: Int32(numbers[first + 1]),
      stream: GPUStream.allCases[Int(numbers[first + 2])], label: Int32(numbers[first + 3]),
      stage: Int32(numbers[first + 4]), microbatch: Int32(numbers[first + 5]),
      start: VirtualTime(picoseconds: numbers[first + 6]),
      end: VirtualTime(picoseconds: numbers[first + 7]))
  }
}
