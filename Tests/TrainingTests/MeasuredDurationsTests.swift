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
    let measured = MeasuredDurations(schedule, records: Self.records(replay))
    let predicted = try measured.replay(of: schedule).makespan
    #expect(abs(predicted - replay.makespan / 1000) < 1e-9)
  }

  @Test("predict another schedule of the same stages from parts: B is I + W")
  func otherSchedule() throws {
    let measured = try PipelineSchedule.zeroBubbleH1(ranks: 4, microbatches: 8)
    let other = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let times = ScheduleTimes(forward: 2, backwardInput: 3, backwardWeight: 1)
    let durations = MeasuredDurations(
      measured, records: Self.records(ScheduleReplay(measured, times: times)))
    let expected = ScheduleReplay(other, times: times).makespan
    #expect(abs(try durations.replay(of: other).makespan - expected / 1000) < 1e-9)
  }

  @Test("name the slot that was not measured")
  func notMeasured() throws {
    let measured = try PipelineSchedule.oneForwardOneBackward(ranks: 2, microbatches: 2)
    let other = try PipelineSchedule.zeroBubbleH1(ranks: 2, microbatches: 2)
    let durations = MeasuredDurations(
      measured, records: Self.records(ScheduleReplay(measured, times: ScheduleTimes())))
    let error = #expect(throws: ExecutionError.self) { try durations.replay(of: other) }
    #expect(error?.code == .notMeasured)
    #expect(error?.detail == "0I0; measured: 0F, 1F, 0B, 1B")
  }

  @Test("come back from their file to the last bit", arguments: ScheduleCatalog.names)
  func roundTrip(name: String) throws {
    let schedule = try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
    let times = ScheduleTimes(forward: 1.0 / 3, backwardInput: 0.7, pair: 1e-3)
    let records = Self.records(ScheduleReplay(schedule, times: times))
    let measured = MeasuredDurations(schedule, records: records)
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
      ("durations,1", "durations,3", 1), ("samples,seconds", "seconds,samples", 2),
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
