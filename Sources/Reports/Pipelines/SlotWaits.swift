internal import PipelineSchedules
internal import Quantities
internal import Timelines

/// How much of each slot of the chosen replica its compute stream spent waiting, and for what.
struct SlotWaits: Sendable {
  /// For expert communication: picoseconds, `[rank][slot]`.
  private(set) var experts: [[Int64]]
  /// For the pipeline, inside the slot: picoseconds, `[rank][slot]`.
  private(set) var pipeline: [[Int64]]

  /// Reads the gaps of the compute streams: one that ends just when an expert all-to-all does
  /// belongs to that all-to-all.
  ///
  /// - Complexity: O(events)
  init(_ timeline: Timeline) {
    experts = timeline.schedule.programs.map { Array(repeating: 0, count: $0.count) }
    pipeline = experts
    var ends = timeline.schedule.programs.map { _ in [Int64]() }
    for event in timeline.events where event.stream == .expert {
      ends[Int(event.rank)].append(event.end.picoseconds)
    }
    var (rank, slot, free, next) = (-1, 0, Int64(0), 0)
    for event in timeline.events where event.stream == .compute && event.slot >= 0 {
      if Int(event.rank) != rank {
        rank = Int(event.rank)
        (slot, free, next) = (Int(event.slot), 0, 0)
      }
      let (here, start) = (Int(event.slot), event.start.picoseconds)
      while next < ends[rank].count, ends[rank][next] < start { next += 1 }
      if start > free {
        let isExpert = next < ends[rank].count && ends[rank][next] == start
        let owner = isExpert && timeline.slotSpans[rank][slot].upperBound >= start ? slot : here
        let wait = max(0, start - max(free, timeline.slotSpans[rank][owner].lowerBound))
        if isExpert { experts[rank][owner] += wait } else { pipeline[rank][here] += wait }
      }
      (slot, free) = (here, event.end.picoseconds)
    }
  }
}
