internal import CLaneKernels

/// What an instruction does to the clocks and sums of all lanes of a rank.
enum LaneKernels {
  /// Compute clock += duration.
  @inline(__always)
  static func compute(_ rows: LaneRows, _ duration: LaneDuration) {
    unsafe lanes_compute(
      rows[.clock], rows[.computing], Int64(rows.lanes), duration.value, duration.row)
  }

  /// Stretches durations so that `coupling` neighbouring lanes, whose collectives the operator holds,
  /// end it together: when the slowest of them is done.
  ///
  /// - Parameters:
  ///   - rows: The rank's; the clocks are those at the operator's start.
  ///   - duration: With a row, which is changed in place.
  ///   - coupling: Divides the lanes.
  static func couple(_ rows: LaneRows, _ duration: LaneDuration, coupling: Int) {
    guard let durations = unsafe duration.row else { return }
    let clock = unsafe rows[.clock]
    for first in stride(from: 0, to: rows.lanes, by: coupling) {
      let members = first..<first + coupling
      var end = Int64.min
      for lane in members { end = unsafe max(end, clock[lane] &+ durations[lane]) }
      for lane in members { unsafe durations[lane] = end &- clock[lane] }
    }
  }

  /// Waits for the exchange at `place`, then computes; the gap is booked as exposed expert
  /// communication and, up to the group's start, as waiting for its last member.
  @inline(__always)
  static func computeAfterExchange(_ rows: LaneRows, place: Int, _ duration: LaneDuration) {
    unsafe lanes_compute_after_exchange(
      rows[.clock], rows[.computing], rows[.exposedExpert], rows[.expertWait], rows[place: place],
      rows[starts: place], Int64(rows.groups), Int64(rows.groupSize), duration.value, duration.row)
  }

  /// Waits for the exchange at `place`.
  ///
  /// Where no operator of the slot has started, the wait for the group lies outside any action.
  static func awaitExchange(_ rows: LaneRows, place: Int, opensSlot: Bool) {
    if opensSlot {
      let (clock, outside) = unsafe (rows[.clock], rows[.outsideWait])
      let starts = unsafe rows[starts: place]
      for lane in 0..<rows.lanes {
        unsafe outside[lane] &+= max(starts[lane / rows.groupSize] &- clock[lane], 0)
      }
    }
    computeAfterExchange(rows, place: place, LaneDuration(0))
  }

  /// Starts an exchange in every group when its last member is ready and the expert stream is free.
  ///
  /// - Parameters:
  ///   - rows: The rank's.
  ///   - ready: `[lanes]`
  ///   - place: Where the ends go.
  ///   - previous: The place of the exchange that may still be running; nil for none.
  ///   - duration: Of the exchange.
  @inline(__always)
  static func exchange(
    _ rows: LaneRows, ready: UnsafeMutablePointer<Int64>, place: Int, previous: Int?,
    _ duration: LaneDuration
  ) {
    let free = unsafe previous.map { unsafe rows[lastEnds: $0] }
    unsafe lanes_exchange(
      ready, free, rows[starts: place], rows[lastEnds: place], rows[place: place],
      Int64(rows.groups), Int64(rows.groupSize), duration.value, duration.row)
  }

  /// Compute clock = max(clock, arrival): bubble until the producer finished, exposed pipeline
  /// communication from there.
  ///
  /// - Parameters:
  ///   - rows: The rank's.
  ///   - produced: `[lanes]`, when the input's producer finished.
  ///   - arrival: `[lanes]`, when it arrived, never before `produced`.
  @inline(__always)
  static func awaitTransfer(
    _ rows: LaneRows, produced: UnsafeMutablePointer<Int64>, arrival: UnsafeMutablePointer<Int64>
  ) {
    unsafe lanes_await_transfer(
      rows[.clock], rows[.bubble], rows[.exposedPipeline], produced, arrival, Int64(rows.lanes))
  }

  /// Books the time since the last slot's end, waits for the pipeline and for groups left out, to
  /// one of the action sums.
  @inline(__always)
  static func closeSlot(_ rows: LaneRows, _ counted: StepPlan.SlotClass) {
    unsafe lanes_close_slot(
      rows[.clock], rows[.bubble], rows[.exposedPipeline], rows[.outsideWait], rows[.previousEnd],
      rows[counted], Int64(rows.lanes))
  }
}
