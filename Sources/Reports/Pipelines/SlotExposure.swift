internal import PipelineSchedules
internal import Quantities
internal import Timelines

/// How much of each slot of the chosen replica its compute stream spent waiting for experts.
struct SlotExposure: Sendable {
  /// Picoseconds, `[rank][slot]`.
  private(set) var waits: [[Int64]]

  /// Reads the gaps of the compute streams: one that ends just when an expert all-to-all does
  /// belongs to that all-to-all.
  ///
  /// - Complexity: O(events)
  init(_ timeline: Timeline) {
    waits = timeline.schedule.programs.map { Array(repeating: 0, count: $0.count) }
    var ends = timeline.schedule.programs.map { _ in [Int64]() }
    for event in timeline.events where event.stream == .expert {
      ends[Int(event.rank)].append(event.end.picoseconds)
    }
    var (rank, slot, free, next) = (-1, 0, Int64(0), 0)
    for event in timeline.events where event.stream == .compute && event.slot >= 0 {
      if Int(event.rank) != rank {
        rank = Int(event.rank)
        (slot, next) = (Int(event.slot), 0)
        free = timeline.slotSpans[rank][slot].lowerBound
      }
      let start = event.start.picoseconds
      while next < ends[rank].count, ends[rank][next] < start { next += 1 }
      if start > free, next < ends[rank].count, ends[rank][next] == start {
        let before = timeline.slotSpans[rank][slot]
        let owner = before.upperBound >= start ? slot : Int(event.slot)
        waits[rank][owner] += start - max(free, timeline.slotSpans[rank][owner].lowerBound)
      }
      slot = Int(event.slot)
      free = event.end.picoseconds
    }
  }
}
