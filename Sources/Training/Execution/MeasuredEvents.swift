import PipelineSchedules
import Quantities
import Timelines

/// The events of a measured step: what each rank computed, and the messages between ranks.
struct MeasuredEvents {
  /// By kind of action, then the messages.
  static let labels = PipelineAction.Kind.allCases.map { "\($0)" } + ["send F", "send B"]

  /// Sorted by rank, stream, start.
  private(set) var events: [TimelineEvent] = []

  private let schedule: PipelineSchedule
  private let origin: Int64

  init(_ schedule: PipelineSchedule, records: [RankRecord], origin: Int64) {
    self.schedule = schedule
    self.origin = origin
    var sent = Array(repeating: [TimelineEvent](), count: schedule.ranks)
    let makers = Makers(schedule)
    for record in records {
      for transfer in record.transfers {
        let rank = schedule.rank(ofStage: transfer.stage, microbatch: transfer.microbatch)
        let slot = makers.slot(of: transfer)
        sent[rank].append(event(transfer, rank: rank, slot: slot))
      }
    }
    for record in records {
      events += record.stretches.map { event($0, rank: record.rank) }
      events += oneAtATime(sent[record.rank])
    }
  }

  private func event(_ stretch: RankRecord.Stretch, rank: Int) -> TimelineEvent {
    let action = schedule.programs[rank][stretch.slot].actions[stretch.action]
    let label = PipelineAction.Kind.allCases.firstIndex(of: action.kind) ?? 0
    return TimelineEvent(
      rank: Int32(rank), slot: Int32(stretch.slot), stream: .compute, label: Int32(label),
      stage: Int32(action.stage), microbatch: Int32(action.microbatch),
      start: VirtualTime(nanoseconds: stretch.start - origin),
      end: VirtualTime(nanoseconds: stretch.end - origin))
  }

  private func event(_ transfer: RankRecord.Transfer, rank: Int, slot: Int) -> TimelineEvent {
    let kinds = PipelineAction.Kind.allCases.count
    return TimelineEvent(
      rank: Int32(rank), slot: Int32(slot), stream: .transfer,
      label: Int32(transfer.isForward ? kinds : kinds + 1), stage: Int32(transfer.stage),
      microbatch: Int32(transfer.microbatch),
      start: VirtualTime(nanoseconds: transfer.made - origin),
      end: VirtualTime(nanoseconds: max(transfer.made, transfer.arrived) - origin))
  }

  /// Ends a message where the next one of the rank begins: a receiver that computes sees late that a
  /// message is there.
  private func oneAtATime(_ transfers: [TimelineEvent]) -> [TimelineEvent] {
    var sorted = transfers.sorted { ($0.start, $0.slot, $0.label) < ($1.start, $1.slot, $1.label) }
    for index in sorted.indices.dropLast() {
      sorted[index].end = min(sorted[index].end, sorted[index + 1].start)
    }
    return sorted
  }
}

/// Which slot made what travels.
private struct Makers {
  private let microbatches: Int
  /// `[stage * microbatches + microbatch]`, the slot of the forward.
  private var forward: [Int]
  private var backward: [Int]

  init(_ schedule: PipelineSchedule) {
    microbatches = schedule.microbatches
    forward = Array(repeating: 0, count: schedule.stages * schedule.microbatches)
    backward = forward
    for program in schedule.programs {
      for (index, slot) in program.enumerated() {
        for action in slot.actions {
          let cell = action.stage * microbatches + action.microbatch
          switch action.kind {
          case .forward: forward[cell] = index
          case .backward, .backwardInput: backward[cell] = index
          case .backwardWeight: break
          }
        }
      }
    }
  }

  func slot(of transfer: RankRecord.Transfer) -> Int {
    let cell = transfer.stage * microbatches + transfer.microbatch
    return transfer.isForward ? forward[cell] : backward[cell]
  }
}
