@testable import Simulation

/// The rows of a one-rank arena as arrays.
struct RowCopies {
  let values: [[Int64]]
  private static let places = LaneRows.Row.allCases.count + StepPlan.SlotClass.allCases.count

  subscript(row: LaneRows.Row) -> [Int64] { values[row.rawValue] }
  func ends(_ place: Int) -> [Int64] { values[Self.places + place] }
  func starts(_ place: Int) -> [Int64] { values[Self.places + Instruction.places + place] }
  func lastEnds(_ place: Int) -> [Int64] { values[Self.places + 2 * Instruction.places + place] }
}

extension LaneArena {
  func copy() -> RowCopies {
    RowCopies(
      values: (0..<LaneRows.count).map { row in
        unsafe Array(UnsafeBufferPointer(start: rows(0).base + row * lanes, count: lanes))
      })
  }

  /// Sets every element of a row.
  func set(_ row: Int, _ value: (_ lane: Int) -> Int64) {
    for lane in 0..<lanes { unsafe rows(0).base[row * lanes + lane] = value(lane) }
  }

  func set(_ row: LaneRows.Row, _ value: (_ lane: Int) -> Int64) { set(row.rawValue, value) }

  /// The durations row as an operator's duration.
  var varied: LaneDuration { unsafe LaneDuration(0, row: rows(0)[.durations]) }

  /// An exchange whose input is ready at the clocks.
  func exchange(place: Int, previous: Int?, _ duration: LaneDuration) {
    unsafe LaneKernels.exchange(
      rows(0), ready: rows(0)[.clock], place: place, previous: previous, duration)
  }

  /// Waits for a transfer whose times stand in the scratch rows.
  func awaitScratch() {
    unsafe LaneKernels.awaitTransfer(
      rows(0), produced: rows(0)[.scratchProduced], arrival: rows(0)[.scratch])
  }
}
