import PipelineSchedules
import Quantities
import Reports
import Testing
import Timelines

@testable import Training

@Suite("a measured step")
struct MeasuredStepTests {
  /// Two ranks, one microbatch, by hand, in microseconds from 1,000,000 on; the clock of the ranks does
  /// not begin at 0.
  private static let schedule = try? PipelineSchedule(csv: "0F0,0B0\n1F0,1I0,1W0\n", name: "hand")

  private static func slot(
    _ free: Int64, made: Int64? = nil, _ start: Int64, _ end: Int64, computing: Int64
  ) -> RankRecord.Slot {
    func time(_ microseconds: Int64) -> Int64 { (1_000_000 + microseconds) * 1000 }
    return RankRecord.Slot(
      free: time(free), made: time(made ?? free), start: time(start), end: time(end),
      computing: computing * 1000)
  }

  private static var records: [RankRecord] {
    var first = RankRecord(rank: 0, began: 1_000_000_000)
    first.slots = [
      slot(0, 0, 100, computing: 95), slot(102, made: 250, 260, 460, computing: 200),
    ]
    first.stretches = [
      RankRecord.Stretch(slot: 0, action: 0, start: 1_000_000_000, end: 1_000_095_000),
      RankRecord.Stretch(slot: 1, action: 0, start: 1_000_260_000, end: 1_000_460_000),
    ]
    first.transfers = [
      RankRecord.Transfer(
        stage: 1, microbatch: 0, isForward: false, made: 1_000_250_000, arrived: 1_000_260_000)
    ]
    var second = RankRecord(rank: 1, began: 1_000_000_000)
    second.slots = [
      slot(3, made: 100, 120, 200, computing: 80), slot(200, 200, 252, computing: 50),
      slot(252, 252, 312, computing: 60),
    ]
    second.transfers = [
      RankRecord.Transfer(
        stage: 0, microbatch: 0, isForward: true, made: 1_000_100_000, arrived: 1_000_120_000)
    ]
    return [first, second]
  }

  @Test("parts a wait at the moment when the input was made, and adds up to the step")
  func shares() throws {
    let step = MeasuredStep(try #require(Self.schedule), records: Self.records)
    let micro = { (count: Int64) in VirtualTime(picoseconds: count * 1_000_000) }
    #expect(step.timeline.step == micro(460))
    let first = step.timeline.replicaShares[0]
    #expect(first.bubble == micro(250 - 102))
    #expect(first.exposedPipeline == micro(10))
    #expect(first.computing == micro(100 + 2 + 200))
    let second = step.timeline.replicaShares[1]
    // Before the first slot and after the last all is bubble.
    #expect(second.bubble == micro(120 + 460 - 312))
    #expect(second.exposedPipeline == .zero)
    for shares in step.timeline.replicaShares { #expect(shares.total == step.timeline.step) }
    #expect(step.overheads == [micro(5 + 2), micro(2)])
  }

  @Test("shows messages on the rank that sent them, from the slot that made them")
  func events() throws {
    let timeline = MeasuredStep(try #require(Self.schedule), records: Self.records).timeline
    let sends = timeline.events.filter { $0.stream == .transfer }
    #expect(sends.map(\.rank) == [0, 1])
    #expect(sends.map(\.slot) == [0, 1])
    #expect(sends.map { timeline.labels[Int($0.label)] } == ["send F", "send B"])
    #expect(sends.map(\.end.seconds) == [120e-6, 260e-6])
    #expect(timeline.slotSpans[1][0] == 120_000_000..<200_000_000)
  }

  @Test("takes the time of the actions that each kind of slot took")
  func actions() throws {
    let actions = MeasuredStep(try #require(Self.schedule), records: Self.records)
      .timeline.meanActions
    #expect(actions.forward.seconds == (100e-6 + 80e-6) / 2)
    #expect(actions.backward.seconds == (200e-6 + 52e-6) / 2)
    #expect(actions.weight.seconds == 30e-6)
    #expect(actions.total.seconds == 460e-6)
  }

  @Test("is drawn and traced by the reports as a simulated one is")
  func reports() throws {
    let schedule = try #require(Self.schedule)
    let timeline = MeasuredStep(schedule, records: Self.records).timeline
    let drawing = PipelineDrawing(timeline)
    #expect(drawing.rows.map(\.spans.count) == [2, 3])
    #expect(drawing.rows[0].pipelineWaits == [250e-6...260e-6])
    let trace = String(decoding: PerfettoTrace(timeline).document(), as: UTF8.self)
    #expect(trace.contains(#""name":"send B","cat":"transfer","ph":"X","pid":1"#))
  }

  @Test("a record comes back from the numbers as which it travels")
  func numbers() {
    for record in Self.records { #expect(RankRecord(numbers: record.numbers) == record) }
  }

  @Test("a message ends in the picture where the next one of its rank begins")
  func oneAtATime() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 2)
    var records = (0..<2).map { RankRecord(rank: $0, began: 0) }
    records[1].transfers = [
      RankRecord.Transfer(stage: 0, microbatch: 0, isForward: true, made: 10, arrived: 90),
      RankRecord.Transfer(stage: 0, microbatch: 1, isForward: true, made: 40, arrived: 90),
    ]
    let events = MeasuredStep(schedule, records: records).timeline.events
    #expect(events.map(\.start.picoseconds) == [10_000, 40_000])
    #expect(events.map(\.end.picoseconds) == [40_000, 90_000])
  }
}
