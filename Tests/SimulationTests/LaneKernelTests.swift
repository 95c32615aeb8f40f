import CLaneKernels
import Testing

@testable import Simulation

/// A small generator of numbers that tests can repeat.
struct Draw {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next(below bound: Int64) -> Int64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int64((state >> 33) % UInt64(bound))
  }
}

@Suite("Lane kernels against plain Swift")
struct LaneKernelTests {
  private static let shapes = [(1, 1), (7, 7), (8, 4), (64, 64), (96, 32), (130, 1), (256, 64)]

  /// Rows of random numbers, the same for the same shape.
  private func arena(lanes: Int, groupSize: Int) -> LaneArena {
    let arena = LaneArena(ranks: 1, lanes: lanes, groupSize: groupSize)
    var draw = Draw(seed: UInt64(lanes * 1_000 + groupSize))
    for row in 0..<LaneRows.count { arena.set(row) { _ in draw.next(below: 1_500_000) } }
    return arena
  }

  @Test("computing adds durations to clocks", arguments: shapes)
  func compute(lanes: Int, groupSize: Int) {
    let arena = arena(lanes: lanes, groupSize: groupSize)
    let before = arena.copy()
    LaneKernels.compute(arena.rows(0), LaneDuration(17))
    let after = arena.copy()
    for lane in 0..<lanes {
      #expect(after[.clock][lane] == before[.clock][lane] + 17)
      #expect(after[.computing][lane] == before[.computing][lane])
    }
    LaneKernels.compute(arena.rows(0), arena.varied)
    let varied = arena.copy()
    for lane in 0..<lanes {
      #expect(varied[.clock][lane] == after[.clock][lane] + after[.durations][lane])
      #expect(varied[.computing][lane] == after[.computing][lane] + after[.durations][lane])
    }
  }

  @Test("exchanges start with the last of the group and end each in its time", arguments: shapes)
  func exchange(lanes: Int, groupSize: Int) {
    for (varies, previous) in [(false, nil), (true, nil), (false, 2), (true, 2)] as [(Bool, Int?)] {
      let arena = arena(lanes: lanes, groupSize: groupSize)
      let before = arena.copy()
      let duration = varies ? arena.varied : LaneDuration(1_000)
      arena.exchange(place: 1, previous: previous, duration)
      let after = arena.copy()
      for group in 0..<lanes / groupSize {
        let members = group * groupSize..<(group + 1) * groupSize
        var start = members.map { before[.clock][$0] }.max() ?? 0
        if let previous { start = max(start, before.lastEnds(previous)[group]) }
        let lengths = members.map { varies ? before[.durations][$0] : 1_000 }
        #expect(after.starts(1)[group] == start)
        #expect(after.lastEnds(1)[group] == start + (lengths.max() ?? 0))
        #expect(members.map { after.ends(1)[$0] } == lengths.map { start + $0 })
      }
    }
  }

  @Test("waiting for an exchange books the gap and the wait for the group", arguments: shapes)
  func computeAfterExchange(lanes: Int, groupSize: Int) {
    for varies in [false, true] {
      let arena = arena(lanes: lanes, groupSize: groupSize)
      // Ends never precede starts.
      arena.exchange(place: 3, previous: nil, LaneDuration(400_000))
      let clocks = arena.copy()[.clock]
      arena.set(.clock) { clocks[$0] + Int64($0 * 37_000 % 700_000) }
      let before = arena.copy()
      let duration = varies ? arena.varied : LaneDuration(23)
      LaneKernels.computeAfterExchange(arena.rows(0), place: 3, duration)
      let after = arena.copy()
      for lane in 0..<lanes {
        let now = before[.clock][lane]
        let length = varies ? before[.durations][lane] : 23
        let arrival = max(now, before.ends(3)[lane])
        #expect(after[.clock][lane] == arrival + length)
        #expect(after[.exposedExpert][lane] == before[.exposedExpert][lane] + arrival - now)
        let wait = max(0, before.starts(3)[lane / groupSize] - now)
        #expect(after[.expertWait][lane] == before[.expertWait][lane] + wait)
        #expect(after[.computing][lane] == before[.computing][lane] + (varies ? length : 0))
      }
    }
  }

  @Test("waiting for a transfer is bubble until it was produced", arguments: shapes)
  func awaitTransfer(lanes: Int, groupSize: Int) {
    let arena = arena(lanes: lanes, groupSize: groupSize)
    let rows = arena.copy()
    arena.set(.scratch) { max(rows[.scratch][$0], rows[.scratchProduced][$0]) }
    let before = arena.copy()
    arena.awaitScratch()
    let after = arena.copy()
    for lane in 0..<lanes {
      let now = before[.clock][lane]
      let end = max(now, before[.scratch][lane])
      let split = min(max(now, before[.scratchProduced][lane]), end)
      #expect(after[.clock][lane] == end)
      #expect(after[.bubble][lane] == before[.bubble][lane] + split - now)
      #expect(after[.exposedPipeline][lane] == before[.exposedPipeline][lane] + end - split)
    }
  }

  @Test("a slot's time goes to its class, less what is waited for", arguments: shapes)
  func closeSlot(lanes: Int, groupSize: Int) {
    let arena = arena(lanes: lanes, groupSize: groupSize)
    let before = arena.copy()
    LaneKernels.closeSlot(arena.rows(0), .pair)
    let after = arena.copy()
    let pairs = LaneRows.Row.allCases.count + Int(StepPlan.SlotClass.pair.rawValue)
    for lane in 0..<lanes {
      let waits =
        before[.bubble][lane] + before[.exposedPipeline][lane] + before[.outsideWait][lane]
      let now = before[.clock][lane] - waits
      #expect(after[.previousEnd][lane] == now)
      let grown = after.values[pairs][lane] - before.values[pairs][lane]
      #expect(grown == now - before[.previousEnd][lane])
    }
  }

  @Test(
    "jitter has the mean and the deviation asked for, and never a negative duration",
    arguments: [0.01, 0.1, 0.6], [1_000, 40_000_000, 2_000_000_000_000])
  func jitter(deviation: Double, duration: Int64) {
    let lanes = 256
    let arena = LaneArena(ranks: 1, lanes: lanes, groupSize: 1)
    var configuration = Fixture.configuration("1f1b")
    configuration.jitter = deviation
    let variation = LaneVariation(configuration, lanes: 0..<lanes)
    var (sum, squares, count, least) = (0.0, 0.0, 0.0, Int64.max)
    for number in 0..<400 {
      let row = variation.durations(
        duration, Instruction(code: .compute), microbatch: 0, rank: 0, number: number,
        rows: arena.rows(0))
      for lane in 0..<lanes {
        let ratio = Double(row[lane]) / Double(duration) - 1
        (sum, squares, count) = (sum + ratio, squares + ratio * ratio, count + 1)
        least = min(least, row[lane])
      }
    }
    #expect(least >= 0)
    guard deviation < 0.25 else { return }
    #expect(abs(sum / count) < 0.02 * deviation + 1 / Double(duration))
    #expect(abs((squares / count).squareRoot() / deviation - 1) < 0.02)
  }

  @Test("scaling multiplies by 65,536ths, whatever the durations, rounding down", arguments: shapes)
  func scale(lanes: Int, groupSize: Int) {
    var draw = Draw(seed: UInt64(lanes))
    for limit: Int64 in [1_000, 1 << 31, 1 << 47, 1 << 56] {
      let durations = (0..<lanes).map { _ in draw.next(below: limit) * (1 + limit >> 31) % limit }
      let factors = (0..<lanes).map { _ in Int32(draw.next(below: 3 << 16)) }
      var scaled = durations
      // Reason: the kernel takes pointers; the arrays are as long as it is told.
      unsafe lanes_scale(&scaled, factors, Int64(lanes))
      for lane in 0..<lanes {
        let (high, low) = durations[lane].multipliedFullWidth(by: Int64(factors[lane]))
        #expect(scaled[lane] == high << 48 | Int64(low >> 16))
      }
    }
  }

  @Test("a random effect does not depend on the block that its lane is in")
  func blocks() {
    var configuration = Fixture.configuration("1f1b")
    configuration.jitter = 0.1
    let rows = { (lanes: Range<Int>) -> [Int64] in
      let arena = LaneArena(ranks: 1, lanes: lanes.count, groupSize: 1)
      let row = LaneVariation(configuration, lanes: lanes).durations(
        1_000_000, Instruction(code: .compute), microbatch: 0, rank: 3, number: 11,
        rows: arena.rows(0))
      return lanes.indices.map { row[$0 - lanes.lowerBound] }
    }
    #expect(rows(0..<48) == rows(0..<16) + rows(16..<48))
    #expect(Set(rows(0..<48)).count > 40)
  }
}
