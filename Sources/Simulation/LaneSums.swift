import Timelines

/// What all lanes of each pipeline rank did up to their last slot, summed; in picoseconds.
///
/// A flat array of numbers, so that processes can add theirs up in one message.
struct LaneSums {
  enum Item: Int, CaseIterable {
    case finish, computing, bubble, exposedExpert, exposedPipeline, expertWait, outsideWait
    case forward, backward, weight, pair
  }

  /// `[rank][item]`, flat.
  var values: [Int64]
  /// `[rank]`, when its last lane finished.
  var lastFinish: [Int64]

  init(ranks: Int) {
    values = Array(repeating: 0, count: ranks * Item.allCases.count)
    lastFinish = Array(repeating: 0, count: ranks)
  }

  subscript(rank: Int, item: Item) -> Int64 {
    get { values[rank * Item.allCases.count + item.rawValue] }
    set { values[rank * Item.allCases.count + item.rawValue] = newValue }
  }

  /// Adds one lane of a rank.
  ///
  /// `uniformComputing` is computing time that the rows do not hold, the same on all lanes.
  mutating func add(rank: Int, rows: LaneRows, lane: Int, uniformComputing: Int64) {
    let finish = unsafe rows[.clock][lane]
    lastFinish[rank] = max(lastFinish[rank], finish)
    self[rank, .finish] += finish
    self[rank, .computing] += unsafe rows[.computing][lane] + uniformComputing
    self[rank, .bubble] += unsafe rows[.bubble][lane]
    self[rank, .exposedExpert] += unsafe rows[.exposedExpert][lane]
    self[rank, .exposedPipeline] += unsafe rows[.exposedPipeline][lane]
    self[rank, .expertWait] += unsafe rows[.expertWait][lane]
    self[rank, .outsideWait] += unsafe rows[.outsideWait][lane]
    self[rank, .forward] += unsafe rows[StepPlan.SlotClass.forward][lane]
    self[rank, .backward] += unsafe rows[StepPlan.SlotClass.backward][lane]
    self[rank, .weight] += unsafe rows[StepPlan.SlotClass.weight][lane]
    self[rank, .pair] += unsafe rows[StepPlan.SlotClass.pair][lane]
  }
}
