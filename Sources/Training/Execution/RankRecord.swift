/// What one rank did in one step, in nanoseconds of the ranks' common clock.
public struct RankRecord: Hashable, Sendable {
  /// One slot of the rank's program.
  public struct Slot: Hashable, Sendable {
    /// When the rank was free and began to look for the slot's inputs.
    public var free: Int64
    /// When the input that arrived last was made, not before ``free`` and not after ``start``.
    public var made: Int64
    /// When all inputs were there; ``free`` where they were at once.
    public var start: Int64
    /// When all outputs were on their way.
    public var end: Int64
    /// Spent in the passes themselves.
    public var computing: Int64
  }

  /// Consecutive segments of one action.
  public struct Stretch: Hashable, Sendable {
    /// Index into the rank's program.
    public var slot: Int
    /// 0 for the first action of a slot, 1 for the backward of a pair.
    public var action: Int
    public var start: Int64
    public var end: Int64
  }

  /// A message that the rank received.
  public struct Transfer: Hashable, Sendable {
    /// The stage that made it.
    public var stage: Int
    public var microbatch: Int
    public var isForward: Bool
    public var made: Int64
    /// When it was seen to be there: at once where the rank waited for it, else at the next segment.
    public var arrived: Int64
  }

  public let rank: Int
  /// When the step began.
  public var began: Int64
  public internal(set) var slots: [Slot] = []
  public internal(set) var stretches: [Stretch] = []
  public internal(set) var transfers: [Transfer] = []
  /// When the rank was done with the sums of gradients and the optimiser behind its last slot.
  ///
  /// Nil where the step ends with the schedule; who trains sets it.
  public var finished: Int64?

  init(rank: Int, began: Int64) {
    self.rank = rank
    self.began = began
  }

  /// Notes a segment; one that goes on with what was played last prolongs it.
  mutating func played(slot: Int, action: Int, from start: Int64, to end: Int64) {
    slots[slot].computing += end - start
    if let last = stretches.indices.last, stretches[last].slot == slot,
      stretches[last].action == action
    {
      stretches[last].end = end
    } else {
      stretches.append(Stretch(slot: slot, action: action, start: start, end: end))
    }
  }
}

extension RankRecord {
  private static let head = 6
  private static let slotWidth = 5
  private static let stretchWidth = 4
  private static let transferWidth = 5
  /// No time on a clock that counts up from the start of a machine.
  private static let unfinished = Int64.min

  /// The record as it travels; ``init(numbers:)`` reads it.
  var numbers: [Int64] {
    var numbers = [Int64(rank), began, finished ?? Self.unfinished]
    numbers += [slots.count, stretches.count, transfers.count].map(Int64.init)
    for slot in slots {
      numbers += [slot.free, slot.made, slot.start, slot.end, slot.computing]
    }
    for stretch in stretches {
      numbers += [Int64(stretch.slot), Int64(stretch.action), stretch.start, stretch.end]
    }
    for transfer in transfers {
      numbers += [
        Int64(transfer.stage), Int64(transfer.microbatch), transfer.isForward ? 1 : 0,
        transfer.made, transfer.arrived,
      ]
    }
    return numbers
  }

  init(numbers: [Int64]) {
    self.init(rank: Int(numbers[0]), began: numbers[1])
    finished = numbers[2] == Self.unfinished ? nil : numbers[2]
    var rest = numbers.dropFirst(Self.head)
    func rows(_ count: Int64, _ width: Int) -> [[Int64]] {
      let taken = Array(rest.prefix(Int(count) * width))
      rest = rest.dropFirst(taken.count)
      return stride(from: 0, to: taken.count, by: width).map { Array(taken[$0..<$0 + width]) }
    }
    slots = rows(numbers[3], Self.slotWidth).map {
      Slot(free: $0[0], made: $0[1], start: $0[2], end: $0[3], computing: $0[4])
    }
    stretches = rows(numbers[4], Self.stretchWidth).map {
      Stretch(slot: Int($0[0]), action: Int($0[1]), start: $0[2], end: $0[3])
    }
    transfers = rows(numbers[5], Self.transferWidth).map {
      Transfer(
        stage: Int($0[0]), microbatch: Int($0[1]), isForward: $0[2] == 1, made: $0[3],
        arrived: $0[4])
    }
  }
}
