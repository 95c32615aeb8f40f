import Timelines

/// What all lanes of each pipeline rank did up to their last slot, summed; in picoseconds.
///
/// A flat array of numbers, so that processes can add theirs up in one message. A sum over many GPUs
/// and a long step is beyond 64 bits, so each stands in two numbers: its multiples of 2^32 and what
/// is left of every term, which no count of GPUs brings to overflow.
struct LaneSums {
  enum Item: Int, CaseIterable {
    case finish, computing, bubble, exposedExpert, exposedPipeline, expertWait, outsideWait
    case forward, backward, weight, pair
  }

  /// `[rank][item][high, low]`, flat.
  var values: [Int64]
  /// `[rank]`, when its last lane finished.
  var lastFinish: [Int64]

  init(ranks: Int) {
    values = Array(repeating: 0, count: 2 * ranks * Item.allCases.count)
    lastFinish = Array(repeating: 0, count: ranks)
  }

  subscript(rank: Int, item: Item) -> Int128 {
    let place = place(rank, item)
    return Int128(values[place]) << 32 + Int128(values[place + 1])
  }

  private func place(_ rank: Int, _ item: Item) -> Int {
    2 * (rank * Item.allCases.count + item.rawValue)
  }

  /// Adds one lane of a rank.
  ///
  /// `uniformComputing` is computing time that the rows do not hold, the same on all lanes.
  mutating func add(rank: Int, rows: LaneRows, lane: Int, uniformComputing: Int64) {
    let finish = unsafe rows[.clock][lane]
    lastFinish[rank] = max(lastFinish[rank], finish)
    add(rank, .finish, finish)
    add(rank, .computing, unsafe rows[.computing][lane] + uniformComputing)
    add(rank, .bubble, unsafe rows[.bubble][lane])
    add(rank, .exposedExpert, unsafe rows[.exposedExpert][lane])
    add(rank, .exposedPipeline, unsafe rows[.exposedPipeline][lane])
    add(rank, .expertWait, unsafe rows[.expertWait][lane])
    add(rank, .outsideWait, unsafe rows[.outsideWait][lane])
    add(rank, .forward, unsafe rows[StepPlan.SlotClass.forward][lane])
    add(rank, .backward, unsafe rows[StepPlan.SlotClass.backward][lane])
    add(rank, .weight, unsafe rows[StepPlan.SlotClass.weight][lane])
    add(rank, .pair, unsafe rows[StepPlan.SlotClass.pair][lane])
  }

  mutating func add(_ rank: Int, _ item: Item, _ picoseconds: Int64) {
    let place = place(rank, item)
    values[place] += picoseconds >> 32
    values[place + 1] += picoseconds & 0xFFFF_FFFF
  }
}
