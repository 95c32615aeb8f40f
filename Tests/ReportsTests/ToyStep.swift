import PipelineSchedules
import Quantities
import Timelines

/// Plays a schedule by hand-made durations, so that reports can be tested without an engine.
///
/// A slot computes, waits for experts in its middle, and computes again; transfers take a fixed
/// time; the parts of every rank's step add up exactly, as the attribution rule demands.
struct ToyStep {
  /// Picoseconds of computing, by kind.
  var forward: Int64 = 20_000_000_000
  var input: Int64 = 26_000_000_000
  var weight: Int64 = 14_000_000_000
  var pair: Int64 = 66_000_000_000
  /// Waiting for experts in the middle of an unpaired forward or backward.
  var exposed: Int64 = 12_000_000_000
  var transfer: Int64 = 300_000_000
  var optimizer: Int64 = 290_000_000_000

  private func computing(_ slot: ScheduleSlot) -> (computing: Int64, exposed: Int64) {
    switch slot {
    case .pair: (pair, 0)
    case .single(let action):
      switch action.kind {
      case .forward: (forward, exposed)
      case .backward: (input + weight, exposed)
      case .backwardInput: (input, exposed)
      case .backwardWeight: (weight, 0)
      }
    }
  }

  /// When an action's input is there and when it left; nil while its producer has not run.
  private func arrival(
    _ action: PipelineAction, _ schedule: PipelineSchedule, _ done: [PipelineAction: Int64]
  ) -> (sent: Int64, arrived: Int64)? {
    let forward = action.kind == .forward
    guard action.kind != .backwardWeight else { return (0, 0) }
    let sender = action.stage + (forward ? -1 : 1)
    guard (0..<schedule.stages).contains(sender) else { return (0, 0) }
    let kinds: [PipelineAction.Kind] = forward ? [.forward] : [.backward, .backwardInput]
    let producer = kinds.lazy.compactMap {
      done[PipelineAction(stage: sender, kind: $0, microbatch: action.microbatch)]
    }.first
    guard let producer else { return nil }
    let local =
      schedule.rank(ofStage: sender, microbatch: action.microbatch)
      == schedule.rank(ofStage: action.stage, microbatch: action.microbatch)
    return (producer, producer + (local ? 0 : transfer))
  }

  func timeline(_ schedule: PipelineSchedule, gpus: Int? = nil) -> Timeline {
    var done: [PipelineAction: Int64] = [:]
    var spans = schedule.programs.map { _ in [Range<Int64>]() }
    var shares = schedule.programs.map { _ in StepShares() }
    var actions = schedule.programs.map { _ in ActionShares() }
    var events: [TimelineEvent] = []
    var progressed = true
    while progressed {
      progressed = false
      for rank in schedule.programs.indices {
        while spans[rank].count < schedule.programs[rank].count {
          let slot = schedule.programs[rank][spans[rank].count]
          let arrivals = slot.actions.compactMap { arrival($0, schedule, done) }
          guard arrivals.count == slot.actions.count,
            let last = arrivals.max(by: { $0.arrived < $1.arrived })
          else { break }
          progressed = true
          let free = spans[rank].last?.upperBound ?? 0
          let start = max(free, last.arrived)
          let isFirst = spans[rank].isEmpty
          let moved = isFirst ? start : max(free, min(start, last.sent))
          shares[rank].bubble.picoseconds += moved - free
          shares[rank].exposedPipeline.picoseconds += start - moved
          let (work, wait) = computing(slot)
          shares[rank].computing.picoseconds += work
          shares[rank].exposedExpert.picoseconds += wait
          shares[rank].expertWait.picoseconds += wait / 4
          actions[rank].add(slot, VirtualTime(picoseconds: work + wait))
          actions[rank].bubble.picoseconds += start - free
          let end = start + work + wait
          events += self.events(slot, rank, spans[rank].count, start, work: work, wait: wait)
          for action in slot.actions {
            done[action] = end
            if transfers(action, schedule) {
              events.append(
                event(slot: spans[rank].count, rank, .transfer, action, end, end + transfer))
            }
          }
          spans[rank].append(start..<end)
        }
      }
    }
    let last = spans.compactMap(\.last?.upperBound).max() ?? 0
    let step = last + optimizer
    for rank in spans.indices {
      let free = spans[rank].last?.upperBound ?? 0
      shares[rank].bubble.picoseconds += last - free
      shares[rank].optimizer.picoseconds = optimizer
      actions[rank].bubble.picoseconds += last - free
      actions[rank].optimizer.picoseconds = optimizer
    }
    let replicas = (gpus ?? schedule.ranks) / schedule.ranks
    return Timeline(
      schedule: schedule, step: VirtualTime(picoseconds: step), lane: 0,
      events: events.sorted {
        ($0.rank, $0.stream.rawValue, $0.start) < ($1.rank, $1.stream.rawValue, $1.start)
      },
      labels: Self.labels, replicaShares: shares, slotSpans: spans,
      optimizerSpans: spans.map { _ in last..<step }, meanShares: shares.mean,
      meanActions: actions.mean, gpus: replicas * schedule.ranks)
  }

  static let labels = ["attention F", "dispatch", "experts F", "send F", "send B"]

  private func transfers(_ action: PipelineAction, _ schedule: PipelineSchedule) -> Bool {
    let receiver = action.stage + (action.kind == .forward ? 1 : -1)
    guard action.kind != .backwardWeight, (0..<schedule.stages).contains(receiver) else {
      return false
    }
    return schedule.rank(ofStage: receiver, microbatch: action.microbatch)
      != schedule.rank(ofStage: action.stage, microbatch: action.microbatch)
  }

  private func events(
    _ slot: ScheduleSlot, _ rank: Int, _ index: Int, _ start: Int64, work: Int64, wait: Int64
  ) -> [TimelineEvent] {
    let (action, middle) = (slot.actions[0], start + work / 2)
    return [
      event(slot: index, rank, .compute, action, start, middle),
      event(slot: index, rank, .expert, action, middle - wait / 2, middle + wait),
      event(slot: index, rank, .compute, action, middle + wait, start + work + wait, label: 2),
    ]
  }

  private func event(
    slot: Int, _ rank: Int, _ stream: GPUStream, _ action: PipelineAction, _ start: Int64,
    _ end: Int64, label: Int32 = 0
  ) -> TimelineEvent {
    let name: Int32 =
      switch stream {
      case .compute: label
      case .expert: 1
      case .transfer: action.kind == .forward ? 3 : 4
      }
    return TimelineEvent(
      rank: Int32(rank), slot: Int32(slot), stream: stream, label: name,
      stage: Int32(action.stage), microbatch: Int32(action.microbatch),
      start: VirtualTime(picoseconds: start), end: VirtualTime(picoseconds: end))
  }
}

extension ActionShares {
  fileprivate mutating func add(_ slot: ScheduleSlot, _ time: VirtualTime) {
    switch slot {
    case .pair: pairs += time
    case .single(let action):
      switch action.kind {
      case .forward: forward += time
      case .backward, .backwardInput: backward += time
      case .backwardWeight: weight += time
      }
    }
  }
}

extension [StepShares] {
  /// Rounded down to the picosecond.
  fileprivate var mean: StepShares {
    let count = Int64(count)
    var mean = reduce(StepShares(), +)
    mean.computing.picoseconds /= count
    mean.bubble.picoseconds /= count
    mean.exposedExpert.picoseconds /= count
    mean.exposedPipeline.picoseconds /= count
    mean.optimizer.picoseconds /= count
    mean.expertWait.picoseconds /= count
    return mean
  }
}

extension [ActionShares] {
  /// Rounded down to the picosecond.
  fileprivate var mean: ActionShares {
    let count = Int64(count)
    var mean = reduce(ActionShares(), +)
    mean.forward.picoseconds /= count
    mean.backward.picoseconds /= count
    mean.weight.picoseconds /= count
    mean.pairs.picoseconds /= count
    mean.bubble.picoseconds /= count
    mean.optimizer.picoseconds /= count
    return mean
  }
}
