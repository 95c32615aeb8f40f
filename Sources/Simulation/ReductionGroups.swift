import CostModels
import PipelineSchedules
import Quantities

/// When each pipeline rank's gradient reduction starts and its optimiser is done.
///
/// Ranks that hold copies of the same stage (both ends of DualPipe), or of the embedding, reduce
/// together: their reduction starts when the last GPU of all of them has finished.
struct ReductionGroups {
  /// `[rank]`, when the reduction starts; in picoseconds.
  let starts: [Int64]
  /// `[rank]`, when the last rank of the group is done.
  let ends: [Int64]

  var step: Int64 { ends.max() ?? 0 }

  /// - Parameters:
  ///   - lastFinish: `[rank]`, when its last lane ended its program, in picoseconds.
  ///   - costs: `[rank]`, of what follows.
  ///   - slowdown: `[rank]`, of its slowest GPU.
  ///   - peers: `[rank]`, the ranks that it reduces with, itself included.
  init(lastFinish: [Int64], costs: [StepEndCosts], slowdown: [Double], peers: [[Int]]) {
    starts = peers.map { $0.map { lastFinish[$0] }.max() ?? 0 }
    ends = peers.indices.map { [starts] rank in
      let longest = peers[rank].map { peer in
        Int64((Double(costs[peer].total.picoseconds) * slowdown[peer]).rounded())
      }
      return starts[rank] + (longest.max() ?? 0)
    }
  }

  /// The connected sets of ranks that hold a stage in common or share the embedding.
  ///
  /// - Parameters:
  ///   - schedule: Says where stages live.
  ///   - tied: The ranks whose embedding gradients are summed; empty where one rank has it.
  /// - Returns: `[rank]`, its set in ascending order.
  static func peers(of schedule: PipelineSchedule, tied: [Int]) -> [[Int]] {
    var leaders = Array(0..<schedule.ranks)
    func join(_ a: Int, _ b: Int) {
      let (from, to) = (max(leaders[a], leaders[b]), min(leaders[a], leaders[b]))
      for rank in leaders.indices where leaders[rank] == from { leaders[rank] = to }
    }
    for stage in 0..<schedule.stages {
      let first = schedule.rank(ofStage: stage, microbatch: 0)
      for microbatch in 1..<max(1, schedule.microbatches) {
        let other = schedule.rank(ofStage: stage, microbatch: microbatch)
        if leaders[first] != leaders[other] { join(first, other) }
      }
    }
    for rank in tied.dropFirst() { join(tied[0], rank) }
    return leaders.map { leader in leaders.indices.filter { leaders[$0] == leader } }
  }
}
