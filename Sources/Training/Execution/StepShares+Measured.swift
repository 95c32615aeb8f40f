import PipelineSchedules
import Quantities
import Timelines

extension StepShares {
  /// Splits a rank's step as ``MeasuredStep/init(_:records:)`` says.
  ///
  /// - Parameters:
  ///   - record: Of the rank.
  ///   - origin: When the step began, in nanoseconds of the ranks' clock.
  ///   - step: Its length in nanoseconds.
  ///   - optimizer: How much of it the rank's gradient sums and optimiser take, in nanoseconds.
  init(_ record: RankRecord, origin: Int64, step: Int64, optimizer: Int64 = 0) {
    self.init()
    self.optimizer = VirtualTime(nanoseconds: optimizer)
    guard let first = record.slots.first, let last = record.slots.last else {
      bubble = VirtualTime(nanoseconds: step - optimizer)
      return
    }
    var waits: Int64 = 0
    for slot in record.slots.dropFirst() {
      waits += slot.start - slot.free
      bubble += VirtualTime(nanoseconds: slot.made - slot.free)
      exposedPipeline += VirtualTime(nanoseconds: slot.start - slot.made)
    }
    computing = VirtualTime(nanoseconds: last.end - first.start - waits)
    bubble += VirtualTime(nanoseconds: first.start + step - last.end - optimizer)
  }
}

extension [StepShares] {
  /// The mean of each part, rounded to the picosecond.
  var mean: StepShares {
    func mean(_ part: (StepShares) -> VirtualTime) -> VirtualTime {
      VirtualTime(picoseconds: Training.mean(map { part($0).picoseconds }))
    }
    var shares = StepShares()
    shares.computing = mean(\.computing)
    shares.bubble = mean(\.bubble)
    shares.exposedExpert = mean(\.exposedExpert)
    shares.exposedPipeline = mean(\.exposedPipeline)
    shares.optimizer = mean(\.optimizer)
    shares.expertWait = mean(\.expertWait)
    return shares
  }
}

extension ActionShares {
  /// Means over the ranks of a measured step, each rounded to the picosecond.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - records: `[rank]`.
  ///   - step: Its length in nanoseconds.
  ///   - optimizer: The mean over the ranks.
  init(
    _ schedule: PipelineSchedule, records: [RankRecord], step: Int64, optimizer: VirtualTime
  ) {
    self.init()
    self.optimizer = optimizer
    var sums = [Int64](repeating: 0, count: 4)
    for (program, record) in zip(schedule.programs, records) {
      for (slot, played) in zip(program, record.slots) {
        let place =
          switch slot {
          case .pair: 3
          case .single(let action):
            switch action.kind {
            case .forward: 0
            case .backward, .backwardInput: 1
            case .backwardWeight: 2
            }
          }
        sums[place] += played.end - played.start
      }
    }
    let ranks = Int64(schedule.ranks)
    let means = sums.map { VirtualTime(picoseconds: ($0 * 1000 + ranks / 2) / ranks) }
    (forward, backward, weight, pairs) = (means[0], means[1], means[2], means[3])
    bubble = VirtualTime(nanoseconds: step) - forward - backward - weight - pairs - optimizer
  }
}

private func mean(_ values: [Int64]) -> Int64 {
  let count = Int64(max(values.count, 1))
  return (values.reduce(0, +) + count / 2) / count
}
