internal import PipelineSchedules
internal import Quantities
public import Timelines

extension PipelineDrawing {
  /// The chosen replica of a timeline, in seconds.
  ///
  /// Where the timeline keeps events, each slot knows which share of it waited for expert
  /// communication or, inside a pair, for the pipeline, and a gap between slots shows the transfer that ended it, from when it began to
  /// move.
  ///
  /// - Parameters:
  ///   - timeline: What ran.
  ///   - title: The schedule's name unless given.
  /// - Complexity: O(events + slots)
  public init(_ timeline: Timeline, title: String? = nil) {
    let schedule = timeline.schedule
    let waits = SlotWaits(timeline)
    var arrivals = Arrivals(schedule)
    for event in timeline.events where event.stream == .transfer {
      arrivals.record(event, label: timeline.labels[Int(event.label)])
    }
    let rows = schedule.programs.indices.map { rank in
      var row = Row(spans: [])
      row.spans.reserveCapacity(schedule.programs[rank].count)
      var free: Int64 = 0
      for (index, slot) in schedule.programs[rank].enumerated() {
        let span = timeline.slotSpans[rank][index]
        let length = max(1, Double(span.upperBound - span.lowerBound))
        row.spans.append(
          Span(
            slot: slot, start: seconds(span.lowerBound), end: seconds(span.upperBound),
            exposed: Double(waits.experts[rank][index]) / length,
            idle: Double(waits.pipeline[rank][index]) / length))
        if index > 0, span.lowerBound > free,
          let sent = arrivals.start(of: slot, before: span.lowerBound)
        {
          let from = min(max(free, sent), span.lowerBound)
          row.pipelineWaits.append(seconds(from)...seconds(span.lowerBound))
        }
        free = max(free, span.upperBound)
      }
      let optimizer = timeline.optimizerSpans[rank]
      if !optimizer.isEmpty {
        row.optimizer = seconds(optimizer.lowerBound)...seconds(optimizer.upperBound)
      }
      return row
    }
    self.init(
      title: title ?? schedule.name, schedule: schedule, rows: rows, unit: "s",
      total: timeline.step.seconds)
  }
}

private func seconds(_ picoseconds: Int64) -> Double { Double(picoseconds) / 1e12 }

/// When pipeline transfers moved, found by the action that wants them.
private struct Arrivals {
  private struct Transfer {
    var start: Int64
    var end: Int64
  }

  private let schedule: PipelineSchedule
  /// `[stage * microbatches + microbatch]`, by the stage that sends.
  private var forward: [Transfer?]
  private var backward: [Transfer?]

  init(_ schedule: PipelineSchedule) {
    self.schedule = schedule
    forward = Array(repeating: nil, count: schedule.stages * schedule.microbatches)
    backward = forward
  }

  mutating func record(_ event: TimelineEvent, label: String) {
    let index = Int(event.stage) * schedule.microbatches + Int(event.microbatch)
    guard forward.indices.contains(index) else { return }
    let transfer = Transfer(start: event.start.picoseconds, end: event.end.picoseconds)
    if label.hasSuffix("F") { forward[index] = transfer } else { backward[index] = transfer }
  }

  /// When the transfer began that came last of those that `slot` had before it started.
  func start(of slot: ScheduleSlot, before time: Int64) -> Int64? {
    var last: Transfer?
    for action in slot.actions {
      let sender = action.stage + (action.kind == .forward ? -1 : 1)
      guard action.kind != .backwardWeight, (0..<schedule.stages).contains(sender) else { continue }
      let index = sender * schedule.microbatches + action.microbatch
      let transfer = action.kind == .forward ? forward[index] : backward[index]
      if let transfer, transfer.end <= time, transfer.end > last?.end ?? -1 { last = transfer }
    }
    return last?.start
  }
}
