import Quantities
import Timelines

/// What one GPU did up to its last slot, in picoseconds; as numbers, to be sent to process 0.
struct GPURecord {
  var rank: Int
  var lane: Int
  var finish: Int64
  var shares: StepShares

  init(rank: Int, lane: Int, rows: LaneRows, index: Int, uniformComputing: Int64) {
    self.rank = rank
    self.lane = lane
    finish = unsafe rows[.clock][index]
    shares = StepShares()
    shares.computing.picoseconds = unsafe rows[.computing][index] + uniformComputing
    shares.bubble.picoseconds = unsafe rows[.bubble][index]
    shares.exposedExpert.picoseconds = unsafe rows[.exposedExpert][index]
    shares.exposedPipeline.picoseconds = unsafe rows[.exposedPipeline][index]
    shares.expertWait.picoseconds = unsafe rows[.expertWait][index]
  }

  static let width = 8

  var numbers: [Int64] {
    [
      Int64(rank), Int64(lane), finish, shares.computing.picoseconds, shares.bubble.picoseconds,
      shares.exposedExpert.picoseconds, shares.exposedPipeline.picoseconds,
      shares.expertWait.picoseconds,
    ]
  }

  /// - Parameter numbers: ``width`` of them, as ``numbers`` gives them.
  init(numbers: ArraySlice<Int64>) {
    let first = numbers.startIndex
    rank = Int(numbers[first])
    lane = Int(numbers[first + 1])
    finish = numbers[first + 2]
    shares = StepShares()
    shares.computing.picoseconds = numbers[first + 3]
    shares.bubble.picoseconds = numbers[first + 4]
    shares.exposedExpert.picoseconds = numbers[first + 5]
    shares.exposedPipeline.picoseconds = numbers[first + 6]
    shares.expertWait.picoseconds = numbers[first + 7]
  }

  /// The whole step's parts, once it is known when the reduction starts and all is over.
  func shares(in groups: ReductionGroups) -> StepShares {
    var whole = shares
    let (start, end) = (groups.starts[rank], groups.ends[rank])
    whole.bubble.picoseconds += start - finish + groups.step - end
    whole.optimizer.picoseconds = end - start
    return whole
  }
}
