/// The clocks and sums of the lanes of one pipeline rank: rows of `Int64`, in picoseconds.
///
/// A view into memory that ``LaneArena`` owns and outlives; every row has `lanes` elements.
@safe
struct LaneRows {
  /// One row for each lane.
  enum Row: Int, CaseIterable {
    case clock
    case exposedExpert, expertWait, bubble, exposedPipeline, outsideWait
    case computing, previousEnd
    case sendFree, receiveFree
    case scratch, scratchProduced, durations
  }

  let base: UnsafeMutablePointer<Int64>
  let lanes: Int
  /// Lanes of one expert group, which divides `lanes`.
  let groupSize: Int
  let groups: Int

  private static let classRows = Row.allCases.count
  private static let placeRows = classRows + StepPlan.SlotClass.allCases.count
  static let count = placeRows + 3 * Instruction.places

  @inline(__always)
  private func row(_ number: Int) -> UnsafeMutablePointer<Int64> { unsafe base + number * lanes }

  @inline(__always)
  subscript(_ row: Row) -> UnsafeMutablePointer<Int64> { unsafe self.row(row.rawValue) }

  /// Time booked to a class of slots.
  @inline(__always)
  subscript(_ counted: StepPlan.SlotClass) -> UnsafeMutablePointer<Int64> {
    unsafe row(Self.classRows + Int(counted.rawValue))
  }

  /// `[lanes]`, when the exchange at a place ends on each lane.
  @inline(__always)
  subscript(place place: Int) -> UnsafeMutablePointer<Int64> { unsafe row(Self.placeRows + place) }

  /// `[groups]`, when the exchange at a place starts.
  @inline(__always)
  subscript(starts place: Int) -> UnsafeMutablePointer<Int64> {
    unsafe row(Self.placeRows + Instruction.places + place)
  }

  /// `[groups]`, when the last lane of a group is done with the exchange at a place.
  @inline(__always)
  subscript(lastEnds place: Int) -> UnsafeMutablePointer<Int64> {
    unsafe row(Self.placeRows + 2 * Instruction.places + place)
  }
}

/// Owns the rows of all pipeline ranks of a lane block.
@safe
final class LaneArena {
  private let memory: UnsafeMutablePointer<Int64>
  private let ranks: Int
  let lanes: Int
  private let groupSize: Int

  /// - Parameters:
  ///   - ranks: Pipeline ranks.
  ///   - lanes: Lanes of the block, a multiple of `groupSize`.
  ///   - groupSize: Lanes of one expert group.
  init(ranks: Int, lanes: Int, groupSize: Int) {
    precondition(
      lanes > 0 && lanes.isMultiple(of: groupSize), "\(lanes) lanes in groups of \(groupSize)")
    (self.ranks, self.lanes, self.groupSize) = (ranks, lanes, groupSize)
    // Reason: the kernels index these rows millions of times a second; bounds are fixed here once.
    unsafe memory = .allocate(capacity: ranks * LaneRows.count * lanes)
    unsafe memory.initialize(repeating: 0, count: ranks * LaneRows.count * lanes)
  }

  deinit { unsafe memory.deallocate() }

  func rows(_ rank: Int) -> LaneRows {
    precondition((0..<ranks).contains(rank), "rank \(rank) of \(ranks)")
    return unsafe LaneRows(
      base: memory + rank * LaneRows.count * lanes, lanes: lanes, groupSize: groupSize,
      groups: lanes / groupSize)
  }
}
