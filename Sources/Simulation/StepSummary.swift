import PipelineSchedules
import Quantities
import Timelines

/// Turns sums over lanes and the reduction's times into means over GPUs.
struct StepSummary {
  let sums: LaneSums
  let groups: ReductionGroups
  let lanesPerRank: Int

  private var ranks: Int { sums.lastFinish.count }

  func timeline(
    schedule: PipelineSchedule, detail: StepResult.Detail, records: [GPURecord],
    replica: ReplicaRecording, labels: [String]
  ) -> Timeline {
    var lane = 0
    var replicaShares: [StepShares] = []
    if case .replica(let chosen) = detail {
      lane = chosen
      replicaShares = records.sorted { $0.rank < $1.rank }.map { $0.shares(in: groups) }
    }
    return Timeline(
      schedule: schedule, step: VirtualTime(picoseconds: groups.step), lane: lane,
      events: replica.events, labels: labels, replicaShares: replicaShares,
      slotSpans: replica.slotSpans,
      optimizerSpans: (0..<ranks).map { groups.starts[$0]..<groups.ends[$0] },
      meanShares: meanShares, meanActions: meanActions, gpus: ranks * lanesPerRank)
  }

  /// Idle time after the last slot, and optimiser time, of one GPU of a rank on average.
  private func tail(_ rank: Int) -> (bubble: Int128, optimizer: Int128) {
    let (start, end) = (groups.starts[rank], groups.ends[rank])
    let bubble =
      Int128(start + groups.step - end) * Int128(lanesPerRank) - sums[rank, .finish]
    return (bubble, Int128(end - start) * Int128(lanesPerRank))
  }

  private func mean(_ items: LaneSums.Item...) -> VirtualTime {
    rounded(
      (0..<ranks).reduce(0) { sum, rank in
        items.reduce(sum) { $0 + sums[rank, $1] }
      })
  }

  private func rounded(_ sum: Int128) -> VirtualTime {
    let gpus = Int128(ranks * lanesPerRank)
    return VirtualTime(picoseconds: Int64((sum + gpus / 2) / gpus))
  }

  private var meanTail: (bubble: VirtualTime, optimizer: VirtualTime) {
    let tails = (0..<ranks).map(tail)
    return (
      rounded(tails.reduce(0) { $0 + $1.bubble }), rounded(tails.reduce(0) { $0 + $1.optimizer })
    )
  }

  private var meanShares: StepShares {
    var shares = StepShares()
    shares.computing = mean(.computing)
    shares.bubble = mean(.bubble) + meanTail.bubble
    shares.exposedExpert = mean(.exposedExpert)
    shares.exposedPipeline = mean(.exposedPipeline)
    shares.expertWait = mean(.expertWait)
    shares.optimizer = meanTail.optimizer
    return shares
  }

  private var meanActions: ActionShares {
    var shares = ActionShares()
    shares.forward = mean(.forward)
    shares.backward = mean(.backward)
    shares.weight = mean(.weight)
    shares.pairs = mean(.pair)
    shares.bubble = mean(.bubble, .exposedPipeline, .outsideWait) + meanTail.bubble
    shares.optimizer = meanTail.optimizer
    return shares
  }
}
