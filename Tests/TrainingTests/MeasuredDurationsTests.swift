import PipelineSchedules
import Testing

@testable import Training

@Suite("measured durations")
struct MeasuredDurationsTests {
  /// Records of a replay, as ranks with a perfect clock would write them: times in milliseconds.
  private static func records(_ replay: ScheduleReplay) -> [RankRecord] {
    zip(replay.starts, replay.ends).enumerated().map { rank, spans in
      var record = RankRecord(rank: rank, began: 0)
      record.slots = zip(spans.0, spans.1).map { start, end in
        let (from, to) = (Int64(start * 1e6), Int64(end * 1e6))
        return RankRecord.Slot(free: from, made: from, start: from, end: to, computing: to - from)
      }
      return record
    }
  }

  @Test("predict the step that they were taken from", arguments: ScheduleCatalog.names)
  func prediction(name: String) throws {
    let schedule = try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
    let times = ScheduleTimes(forward: 2, backwardInput: 3, backwardWeight: 1, pair: 5)
    let replay = ScheduleReplay(schedule, times: times)
    let measured = MeasuredDurations(
      schedule, steps: [Self.records(replay)], optimizers: [0])
    let predicted = try measured.replay(of: schedule).makespan
    #expect(abs(predicted - replay.makespan / 1000) < 1e-9)
  }

  @Test("predict another schedule of the same stages from parts: B is I + W")
  func otherSchedule() throws {
    let measured = try PipelineSchedule.zeroBubbleH1(ranks: 4, microbatches: 8)
    let other = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let times = ScheduleTimes(forward: 2, backwardInput: 3, backwardWeight: 1)
    let durations = MeasuredDurations(
      measured, steps: [Self.records(ScheduleReplay(measured, times: times))], optimizers: [0])
    let expected = ScheduleReplay(other, times: times).makespan
    #expect(abs(try durations.replay(of: other).makespan - expected / 1000) < 1e-9)
  }

  @Test("name the slot that was not measured")
  func notMeasured() throws {
    let measured = try PipelineSchedule.oneForwardOneBackward(ranks: 2, microbatches: 2)
    let other = try PipelineSchedule.zeroBubbleH1(ranks: 2, microbatches: 2)
    let durations = MeasuredDurations(
      measured, steps: [Self.records(ScheduleReplay(measured, times: ScheduleTimes()))],
      optimizers: [0])
    let error = #expect(throws: ExecutionError.self) { try durations.replay(of: other) }
    #expect(error?.code == .notMeasured)
    #expect(error?.detail == "0I0; measured: 0F, 1F, 0B, 1B")
  }

  @Test("come back from their file to the last bit", arguments: ScheduleCatalog.names)
  func roundTrip(name: String) throws {
    let schedule = try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
    let times = ScheduleTimes(forward: 1.0 / 3, backwardInput: 0.7, pair: 1e-3)
    let records = Self.records(ScheduleReplay(schedule, times: times))
    let measured = MeasuredDurations(
      schedule, steps: [records, records], optimizers: [0.25, 0.125])
    let read = try MeasuredDurations(csv: measured.csv, file: "step.csv")
    #expect(read == measured)
    #expect(read.csv == measured.csv)
  }

  private static let good = """
    duplex-measured-durations,1
    kind,stage,backwardStage,samples,seconds
    F,0,,8,0.01
    FB,0,3,8,0.03
    comm,,,,0.0001
    """

  @Test("are read from a file written by hand")
  func byHand() throws {
    let read = try MeasuredDurations(csv: Self.good, file: "good.csv")
    #expect(read.communication == 0.0001)
    #expect(read.entries.map(\.group.description) == ["0F", "0F+3B"])
    #expect(read.entries.map(\.seconds) == [0.01, 0.03])
  }

  @Test(
    "are refused with file and line where something is wrong",
    arguments: [
      ("durations,1", "durations,4", 1), ("samples,seconds", "seconds,samples", 2),
      ("F,0,,8,0.01", "G,0,,8,0.01", 3), ("F,0,,8,0.01", "F,-1,,8,0.01", 3),
      ("F,0,,8,0.01", "F,0,,0,0.01", 3), ("F,0,,8,0.01", "F,0,,8,nan", 3),
      ("F,0,,8,0.01", "F,0,,8,-1", 3), ("F,0,,8,0.01", "F,0,2,8,0.01", 3),
      ("F,0,,8,0.01", "F,0,,8", 3), ("FB,0,3,8", "FB,0,,8", 4), ("FB,0,3,", "F,0,,", 4),
      ("comm,,,,0.0001", "comm,,,,much", 5), ("comm,,,,0.0001", "", 4),
    ])
  func refused(text: String, replacement: String, line: Int) throws {
    let range = try #require(Self.good.firstRange(of: text))
    let bad = Self.good.replacingCharacters(in: range, with: replacement)
    let error = #expect(throws: ExecutionError.self) {
      try MeasuredDurations(csv: bad, file: "bad.csv")
    }
    #expect(error?.code == .unreadableDurations)
    #expect(error?.detail.hasPrefix("bad.csv:\(line): ") == true, "\(error?.detail ?? "")")
  }

  private static let lengths = """
    duplex-measured-durations,3
    kind,stage,backwardStage,samples,seconds,lengths
    F,0,,4,0.0125,0.01 0.012 0.013 0.015
    B,0,,2,0.03,0.025 0.035
    comm,,,,0.0002,
    optimizer,,,,0.004,0.003 0.005
    """

  @Test("count what a rank lost beyond the time of a message to the slot, and a quick message not")
  func lateness() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 4)
    var records = Self.records(
      ScheduleReplay(schedule, times: ScheduleTimes(forward: 10, backward: 10)))
    // Messages to the second rank take 1, 1, 1 and 4 ms.
    for (slot, wait) in [(0, 1), (1, 1), (2, 1), (3, 4)] {
      let made = Int64(10 * (slot + 1)) * 1_000_000
      let start = made + Int64(wait) * 1_000_000
      records[1].slots[slot] = RankRecord.Slot(
        free: made - 1, made: made, start: start, end: start + 5_000_000, computing: 5_000_000)
    }
    let measured = MeasuredDurations(schedule, steps: [records], optimizers: [0])
    #expect(measured.communication == 0.001)
    #expect(measured.entries[1].group.description == "1F")
    #expect(measured.entries[1].lengths == [0.005, 0.005, 0.005, 0.008])
  }

  @Test("are dealt in random order within a step, and go on with the next where they are too few")
  func steps() throws {
    let read = try MeasuredDurations(csv: Self.lengths, file: "lengths.csv")
    #expect(read.recordings == 2 && read.draws == 102 && read.communication == 0.0002)
    let schedule = try PipelineSchedule.gpipe(ranks: 1, microbatches: 3)
    var orders: Set<[Double]> = []
    for draw in 0..<read.draws {
      let lengths = try read.lengths(of: schedule, draw: draw)
      let dealt = schedule.programs[0].compactMap { lengths.seconds[$0] }
      let isFirst = draw.isMultiple(of: 2)
      #expect(dealt[..<2].sorted() == (isFirst ? [0.01, 0.012] : [0.013, 0.015]))
      #expect((isFirst ? [0.013, 0.015] : [0.01, 0.012]).contains(dealt[2]))
      #expect(dealt[3...] == (isFirst ? [0.025, 0.035, 0.025] : [0.035, 0.025, 0.035]))
      #expect(lengths.optimizer == (isFirst ? 0.003 : 0.005))
      #expect(try read.lengths(of: schedule, draw: draw).seconds == lengths.seconds)
      orders.insert(Array(dealt[..<3]))
    }
    #expect(orders.count == 8)
  }

  @Test(
    "are refused with file and line where lengths are not those of all steps, or not of the mean",
    arguments: [
      ("0.012 ", "", 3), ("0.0125,", "0.0135,", 3), ("0.012 ", "x ", 3), ("0.012 ", "-0.012 ", 3),
      ("0.025 0.035", "", 4), ("B,0,,2,0.03,0.025 0.035", "B,0,,1,0.03,0.03", 4),
      ("0.0002,", "0.0002,0.0002", 5), ("0.004,0.003 0.005", "0.004,", 3),
      ("0.004,0.003 0.005", "0.005,0.003 0.005", 6), ("seconds,lengths", "seconds", 2),
    ])
  func refusedLengths(text: String, replacement: String, line: Int) throws {
    let range = try #require(Self.lengths.firstRange(of: text))
    let bad = Self.lengths.replacingCharacters(in: range, with: replacement)
    let error = #expect(throws: ExecutionError.self) {
      try MeasuredDurations(csv: bad, file: "bad.csv")
    }
    #expect(error?.code == .unreadableDurations)
    #expect(error?.detail.hasPrefix("bad.csv:\(line): ") == true, "\(error?.detail ?? "")")
  }

  @Test("an empty file is refused")
  func empty() {
    #expect(throws: ExecutionError.self) { try MeasuredDurations(csv: "", file: "empty.csv") }
  }
}

extension String {
  func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
