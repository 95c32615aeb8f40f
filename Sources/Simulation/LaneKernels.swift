/// The loops over lanes: all that costs time in a simulation.
///
/// Each is a plain loop over `Int64` rows that the compiler vectorises; times are picoseconds. The
/// pointers are rows of one ``LaneRows`` arena, so they never overlap unless they are the same row.
enum LaneKernels {
  /// `max(x, 0)` without a branch and without a vector comparison, which SSE2 lacks for 64 bits.
  @inline(__always)
  static func positive(_ x: Int64) -> Int64 { x & ~(x >> 63) }

  /// Compute clock += duration.
  @inline(__always)
  static func compute(_ rows: LaneRows, _ durations: some LaneDurations) {
    let clock = unsafe rows[.clock]
    for lane in 0..<rows.lanes { unsafe clock[lane] &+= durations[lane] }
    account(rows, durations)
  }

  /// As ``compute(_:_:)``, for an operator whose collectives couple `coupling` neighbouring lanes:
  /// it lasts until the slowest of them is done.
  @inline(__always)
  static func coupledCompute(_ rows: LaneRows, _ durations: some LaneDurations, coupling: Int) {
    let clock = unsafe rows[.clock]
    let computing = unsafe rows[.computing]
    for first in stride(from: 0, to: rows.lanes, by: coupling) {
      var end = Int64.min
      for lane in first..<first + coupling { end = unsafe max(end, clock[lane] &+ durations[lane]) }
      for lane in first..<first + coupling {
        unsafe computing[lane] &+= end &- clock[lane]
        unsafe clock[lane] = end
      }
    }
  }

  /// Compute clock = max(clock, end of the exchange at `place`), the gap booked as exposed expert
  /// communication and, up to the group's start, as waiting for its last member.
  @inline(__always)
  static func awaitExchange(_ rows: LaneRows, place: Int, opensSlot: Bool) {
    let (clock, ends) = unsafe (rows[.clock], rows[place: place])
    let (exposed, waits) = unsafe (rows[.exposedExpert], rows[.expertWait])
    let (outside, starts) = unsafe (rows[.outsideWait], rows[starts: place])
    for group in 0..<rows.groups {
      let start = unsafe starts[group]
      for lane in group * rows.groupSize..<(group + 1) * rows.groupSize {
        let now = unsafe clock[lane]
        let gap = unsafe positive(ends[lane] &- now)
        let wait = positive(start &- now)
        unsafe exposed[lane] &+= gap
        unsafe waits[lane] &+= wait
        if opensSlot { unsafe outside[lane] &+= wait }
        unsafe clock[lane] = now &+ gap
      }
    }
  }

  /// ``awaitExchange(_:place:opensSlot:)`` and ``compute(_:_:)`` in one pass.
  @inline(__always)
  static func computeAfterExchange(
    _ rows: LaneRows, place: Int, _ durations: some LaneDurations
  ) {
    let (clock, ends) = unsafe (rows[.clock], rows[place: place])
    let (exposed, waits) = unsafe (rows[.exposedExpert], rows[.expertWait])
    let starts = unsafe rows[starts: place]
    for group in 0..<rows.groups {
      let start = unsafe starts[group]
      for lane in group * rows.groupSize..<(group + 1) * rows.groupSize {
        let now = unsafe clock[lane]
        let gap = unsafe positive(ends[lane] &- now)
        unsafe exposed[lane] &+= gap
        unsafe waits[lane] &+= positive(start &- now)
        unsafe clock[lane] = now &+ gap &+ durations[lane]
      }
    }
    account(rows, durations)
  }

  /// Starts an exchange in every group when its last member is ready and the expert stream is free.
  ///
  /// - Parameters:
  ///   - ready: `[lanes]`
  ///   - place: Where the ends go.
  ///   - previous: The place of the exchange that may still be running; nil for none.
  @inline(__always)
  static func exchange(
    _ rows: LaneRows, ready: UnsafeMutablePointer<Int64>, place: Int, previous: Int?,
    _ durations: some LaneDurations
  ) {
    let ends = unsafe rows[place: place]
    let (starts, lastEnds) = unsafe (rows[starts: place], rows[lastEnds: place])
    for group in 0..<rows.groups {
      let lanes = group * rows.groupSize..<(group + 1) * rows.groupSize
      var start = Int64.min
      for lane in lanes { start = unsafe max(start, ready[lane]) }
      if let previous { start = unsafe max(start, rows[lastEnds: previous][group]) }
      unsafe starts[group] = start
      unsafe lastEnds[group] = start &+ durations.longest(in: lanes)
      for lane in lanes { unsafe ends[lane] = start &+ durations[lane] }
    }
  }

  /// Compute clock = max(clock, arrival): bubble until the producer finished, exposed pipeline
  /// communication from there.
  ///
  /// - Parameters:
  ///   - produced: `[lanes]`, when the input's producer finished.
  ///   - arrival: `[lanes]`, when it arrived, never before `produced`.
  @inline(__always)
  static func awaitTransfer(
    _ rows: LaneRows, produced: UnsafeMutablePointer<Int64>, arrival: UnsafeMutablePointer<Int64>
  ) {
    let clock = unsafe rows[.clock]
    let (bubble, exposed) = unsafe (rows[.bubble], rows[.exposedPipeline])
    for lane in 0..<rows.lanes {
      let now = unsafe clock[lane]
      let gap = unsafe positive(arrival[lane] &- now)
      let idle = unsafe positive(produced[lane] &- now)
      unsafe bubble[lane] &+= idle
      unsafe exposed[lane] &+= gap &- idle
      unsafe clock[lane] = now &+ gap
    }
  }

  /// Books the time since the last slot's end, waits for the pipeline and for groups left out, to
  /// one of the action sums.
  @inline(__always)
  static func closeSlot(_ rows: LaneRows, _ counted: StepPlan.SlotClass) {
    let (clock, previous) = unsafe (rows[.clock], rows[.previousEnd])
    let (bubble, exposed) = unsafe (rows[.bubble], rows[.exposedPipeline])
    let (outside, sum) = unsafe (rows[.outsideWait], rows[counted])
    for lane in 0..<rows.lanes {
      let now = unsafe clock[lane] &- bubble[lane] &- exposed[lane] &- outside[lane]
      unsafe sum[lane] &+= now &- previous[lane]
      unsafe previous[lane] = now
    }
  }

  @inline(__always)
  private static func account<Durations: LaneDurations>(_ rows: LaneRows, _ durations: Durations) {
    guard Durations.varyByLane else { return }
    let computing = unsafe rows[.computing]
    for lane in 0..<rows.lanes { unsafe computing[lane] &+= durations[lane] }
  }
}
