import PipelineSchedules
import Quantities
import Testing
import Timelines

@testable import Training

@Suite("facts of measured steps")
struct MeasuredFactsTests {
  /// A step of one rank: three actions without a gap, then an optimiser; times in nanoseconds.
  private static func step(_ lengths: [Int64], optimizer: Int64? = nil) throws -> MeasuredStep {
    let schedule = try PipelineSchedule.zeroBubbleH1(ranks: 1, microbatches: 1)
    var record = RankRecord(rank: 0, began: 500)
    var time: Int64 = 500
    for length in lengths {
      record.slots.append(
        RankRecord.Slot(
          free: time, made: time, start: time, end: time + length, computing: length))
      time += length
    }
    record.finished = optimizer.map { time + $0 }
    return MeasuredStep(schedule, records: [record])
  }

  @Test("come from the step of median length, and durations from all steps")
  func median() throws {
    let steps = [
      try Self.step([10, 20, 30]), try Self.step([900, 20, 30]), try Self.step([12, 26, 36]),
    ]
    let durations = MeasuredDurations(steps)
    let facts = try #require(durations.facts)
    #expect(facts.steps == 3)
    #expect(facts.stepSeconds == 74e-9)
    #expect(facts.schedule == "zb-h1" && facts.ranks == 1 && facts.microbatches == 1)
    #expect(facts.bubbleFraction == 0 && facts.exposedPipelineFraction == 0)
    #expect(durations.entries.map(\.lengths)[0] == [10e-9, 900e-9, 12e-9])
    #expect(durations.entries.map(\.samples) == [3, 3, 3])
    #expect(abs(durations.entries[0].seconds - 922e-9 / 3) < 1e-15)
    #expect(durations.recordings == 3)
    #expect(durations.optimizer == 0)
  }

  @Test("one step that took too long makes no other prediction")
  func outlier() throws {
    let steps =
      try (0..<9).map { try Self.step([10, 20 + Int64($0), 30]) } + [Self.step([10_000, 20, 30])]
    // Ten steps: the median is the sixth by length.
    let durations = MeasuredDurations(steps)
    #expect(durations.facts?.stepSeconds == 65e-9)
    let schedule = try PipelineSchedule.zeroBubbleH1(ranks: 1, microbatches: 1)
    #expect(abs(try durations.replay(of: schedule).makespan - 65e-9) < 1e-15)
  }

  @Test("the optimiser is what follows the last slot, and belongs to the step")
  func optimizer() throws {
    let steps = [
      try Self.step([10, 20, 30], optimizer: 7), try Self.step([10, 20, 30], optimizer: 5),
      try Self.step([10, 20, 30], optimizer: 6),
    ]
    let step = steps[1].timeline
    #expect(step.step == VirtualTime(nanoseconds: 65))
    #expect(step.optimizerSpans == [60_000..<65_000])
    #expect(step.replicaShares[0].optimizer == VirtualTime(nanoseconds: 5))
    #expect(step.replicaShares[0].total == step.step)
    #expect(step.meanActions.total == step.step)
    let durations = MeasuredDurations(steps)
    #expect(abs(durations.optimizer - 6e-9) < 1e-18)
    #expect(durations.optimizers == [7e-9, 5e-9, 6e-9])
    #expect(durations.facts?.stepSeconds == 66e-9)
  }

  @Test("a rank that has finished earlier idles until the step ends")
  func earlier() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 1)
    let records = (0..<2).map { rank in
      var record = RankRecord(rank: rank, began: 0)
      let slot = RankRecord.Slot(free: 0, made: 0, start: 0, end: 40, computing: 40)
      let next = RankRecord.Slot(free: 40, made: 40, start: 40, end: 100, computing: 60)
      record.slots = [slot, next]
      record.finished = rank == 0 ? 110 : 130
      return record
    }
    let step = MeasuredStep(schedule, records: records).timeline
    #expect(step.step == VirtualTime(nanoseconds: 130))
    #expect(step.replicaShares.map(\.optimizer) == [10, 30].map(VirtualTime.init(nanoseconds:)))
    #expect(step.replicaShares.map(\.bubble) == [20, 0].map(VirtualTime.init(nanoseconds:)))
  }

  @Test("come back from their file to the last bit")
  func roundTrip() throws {
    let measured = MeasuredDurations([try Self.step([11, 21, 31], optimizer: 3)])
    let read = try MeasuredDurations(csv: measured.csv, file: "step.csv")
    #expect(read == measured)
    #expect(read.facts == measured.facts)
  }

  private static let file = """
    duplex-measured-durations,2
    schedule,csv:my,own.csv
    ranks,4
    microbatches,8
    chunks,2
    steps,3
    stepSeconds,0.25
    bubbleFraction,0.125
    exposedPipelineFraction,0.0625
    kind,stage,backwardStage,samples,seconds
    F,0,,8,0.01
    comm,,,,0.0001
    optimizer,,,,0.002
    """

  @Test("are read from a file written by hand, a comma in a schedule's name included")
  func byHand() throws {
    let read = try MeasuredDurations(csv: Self.file, file: "own.csv")
    let facts = try #require(read.facts)
    #expect(facts.schedule == "csv:my,own.csv")
    #expect([facts.ranks, facts.microbatches, facts.chunks, facts.steps] == [4, 8, 2, 3])
    #expect(facts.stepSeconds == 0.25 && facts.bubbleFraction == 0.125)
    #expect(facts.exposedPipelineFraction == 0.0625)
    #expect(read.optimizer == 0.002)
  }

  @Test("are not in files of version 1, which have no optimiser either")
  func versionOne() throws {
    let old = """
      duplex-measured-durations,1
      kind,stage,backwardStage,samples,seconds
      F,0,,8,0.01
      comm,,,,0.0001
      """
    let read = try MeasuredDurations(csv: old, file: "old.csv")
    #expect(read.facts == nil && read.optimizer == 0)
    #expect(read.entries.count == 1)
  }

  @Test(
    "are refused with file and line where something is wrong",
    arguments: [
      ("schedule,csv:my,own.csv", "schedule,", 2), ("ranks,4", "ranks,0", 3),
      ("ranks,4", "ranks,-4", 3), ("ranks,4", "ranks,4.5", 3), ("ranks,4", "rank,4", 3),
      ("ranks,4", "microbatches,4", 4), ("microbatches,8\n", "", 8),
      ("steps,3", "steps,three", 6), ("stepSeconds,0.25", "stepSeconds,-0.25", 7),
      ("stepSeconds,0.25", "stepSeconds,0", 7), ("stepSeconds,0.25", "stepSeconds,nan", 7),
      ("bubbleFraction,0.125", "bubbleFraction,1.5", 8), ("durations,2", "durations,1", 2),
      ("optimizer,,,,0.002", "optimizer,,,,-1", 13),
      ("optimizer,,,,0.002", "optimizer,,,,1\noptimizer,,,,1", 14),
    ])
  func refused(text: String, replacement: String, line: Int) throws {
    let range = try #require(Self.file.firstRange(of: text))
    let bad = Self.file.replacingCharacters(in: range, with: replacement)
    let error = #expect(throws: ExecutionError.self) {
      try MeasuredDurations(csv: bad, file: "bad.csv")
    }
    #expect(error?.code == .unreadableDurations)
    #expect(error?.detail.hasPrefix("bad.csv:\(line): ") == true, "\(error?.detail ?? "")")
  }

  @Test("a line break in a schedule's name does not begin a line of the file")
  func lineBreak() throws {
    var facts = try #require(MeasuredDurations([try Self.step([1, 1, 1])]).facts)
    facts.schedule = "csv:two\nlines"
    #expect(facts.lines[0] == "schedule,csv:two lines")
    #expect(facts.lines.count == 8)
  }

  @Test("know their schedule by name, counts and chunks")
  func schedule() throws {
    let facts = try #require(MeasuredDurations([try Self.step([1, 1, 1])]).facts)
    #expect(facts.describe(try .zeroBubbleH1(ranks: 1, microbatches: 1)))
    #expect(!facts.describe(try .zeroBubbleH1(ranks: 1, microbatches: 2)))
    #expect(!facts.describe(try .zeroBubbleH1(ranks: 2, microbatches: 1)))
    #expect(!facts.describe(try .gpipe(ranks: 1, microbatches: 1)))
  }

  @Test("a record travels with the time at which its rank had finished")
  func numbers() {
    var record = RankRecord(rank: 3, began: 17)
    #expect(RankRecord(numbers: record.numbers) == record)
    record.finished = 99
    #expect(RankRecord(numbers: record.numbers) == record)
  }
}
