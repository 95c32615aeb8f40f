/// How long one operator takes on each lane, in picoseconds.
protocol LaneDurations {
  static var varyByLane: Bool { get }
  subscript(lane: Int) -> Int64 { get }
  func longest(in lanes: Range<Int>) -> Int64
}

/// The same on every lane.
struct UniformDuration: LaneDurations {
  static var varyByLane: Bool { false }
  let value: Int64

  @inline(__always)
  subscript(lane: Int) -> Int64 { value }
  @inline(__always)
  func longest(in lanes: Range<Int>) -> Int64 { value }
}

/// A row of durations, as long as the block has lanes.
@safe
struct RowDurations: LaneDurations {
  static var varyByLane: Bool { true }
  let row: UnsafeMutablePointer<Int64>

  @inline(__always)
  subscript(lane: Int) -> Int64 { unsafe row[lane] }
  @inline(__always)
  func longest(in lanes: Range<Int>) -> Int64 {
    var longest = Int64.min
    for lane in lanes { longest = unsafe max(longest, row[lane]) }
    return longest
  }
}

/// Where the engine gets durations from.
protocol DurationSource {
  associatedtype Durations: LaneDurations
  /// - Parameters:
  ///   - duration: The operator's duration without effects, in picoseconds.
  ///   - computes: Whether a straggler is slower at it.
  ///   - rank: Pipeline rank.
  ///   - number: Counts the operators of the rank's program; with the rank it keys random effects.
  func durations(
    _ duration: Int64, computes: Bool, rank: Int, number: Int, rows: LaneRows
  ) -> Durations
}

/// No effects: every GPU takes the same time.
struct UniformSource: DurationSource {
  @inline(__always)
  func durations(
    _ duration: Int64, computes: Bool, rank: Int, number: Int, rows: LaneRows
  ) -> UniformDuration { UniformDuration(value: duration) }
}
