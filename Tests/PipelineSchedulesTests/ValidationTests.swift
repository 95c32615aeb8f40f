import Testing

@testable import PipelineSchedules

@Suite("Validation")
struct ValidationTests {
  @Test(
    "what is missing is named by stage and microbatch",
    arguments: [
      ("0F0,0B0\n1F0", "stage 1 has no backward of microbatch 0"),
      ("0F0,0I0\n1F0,1B0", "stage 0 has no weight backward (W) of microbatch 0"),
      ("0F0,0B0,0F2,0B2", "stage 0 has no forward of microbatch 1"),
      ("0F0,0B0\n2F0,2B0", "stage 1 has no forward of microbatch 0"),
      ("0F0,0B0,0B999999999", "stage 0 has no forward of microbatch 1"),
      ("2000000000F2000000000", "stage 0 has no forward of microbatch 0"),
    ])
  func incomplete(csv: String, message: String) {
    let failure = failure { try PipelineSchedule(csv: csv, name: "csv:test") }
    #expect(failure?.code == .incomplete)
    #expect(failure?.detail.hasPrefix(message + ";") == true, "\(failure?.detail ?? "")")
  }

  @Test(
    "work that is done twice is named with both places",
    arguments: [
      ("0F0,0F0,0B0", "0F0 (rank 0, slot 1) repeats work of 0F0 (rank 0, slot 0)"),
      ("0F0,0B0,0I0", "0I0 (rank 0, slot 2) repeats work of 0B0 (rank 0, slot 1)"),
      ("0F0,0B0,0W0", "0W0 (rank 0, slot 2) repeats work of 0B0 (rank 0, slot 1)"),
      ("0F0,0I0,0W0,0B0", "0B0 (rank 0, slot 3) repeats work of 0W0 (rank 0, slot 2)"),
      ("0F0,0B0\n0F0,0B0", "0F0 (rank 1, slot 0) repeats work of 0F0 (rank 0, slot 0)"),
    ])
  func duplicates(csv: String, message: String) {
    let failure = failure { try PipelineSchedule(csv: csv, name: "csv:test") }
    #expect(failure?.code == .duplicateAction)
    #expect(failure?.detail.hasPrefix(message) == true, "\(failure?.detail ?? "")")
  }

  @Test(
    "what stands in the wrong place is named with where it is",
    arguments: [
      ("0F0\n0B0", "0F0 is on rank 0, slot 0, 0B0 on rank 1, slot 0"),
      ("0F0,0I0\n0W0", "0F0 is on rank 0, slot 0, 0W0 on rank 1, slot 0"),
      ("0B0,0F0", "0B0 (rank 0, slot 0) stands before 0F0 (rank 0, slot 1)"),
      ("0F0,0W0,0I0", "0W0 (rank 0, slot 1) stands before 0I0 (rank 0, slot 2)"),
      ("(0F0;0B0)OVERLAP_F_B", "pair (0F0;0B0)OVERLAP_F_B on rank 0"),
    ])
  func misplaced(csv: String, message: String) {
    let failure = failure { try PipelineSchedule(csv: csv, name: "csv:test") }
    #expect(failure?.code == .misplacedAction)
    #expect(failure?.detail.hasPrefix(message) == true, "\(failure?.detail ?? "")")
  }

  @Test("an empty schedule and an idle rank are refused")
  func empty() {
    #expect(failure { try PipelineSchedule(name: "x", programs: []) }?.code == .emptyPipeline)
    let idle = failure { try PipelineSchedule(csv: "0F0,0B0\n,,\n", name: "x") }
    #expect(idle == ScheduleError(code: .emptyPipeline, detail: "rank 1 of 2 has no action"))
  }

  @Test("numbers out of range are refused")
  func range() {
    let action = PipelineAction(stage: -1, kind: .forward, microbatch: 0)
    let negative = failure { try PipelineSchedule(name: "x", programs: [[.single(action)]]) }
    #expect(negative?.code == .unreadableAction)
    let huge = failure {
      try PipelineSchedule(csv: "9223372036854775807F0", name: "x")
    }
    #expect(huge?.code == .unreadableAction)
  }

  @Test("a deadlock is answered with its cycle of actions")
  func deadlock() {
    let crossed = failure {
      try PipelineSchedule(csv: "0F0,0B0,0F1,0B1\n1F1,1F0,1B0,1B1", name: "csv:crossed")
    }
    #expect(
      crossed
        == ScheduleError(
          code: .deadlock,
          detail: "0B0 (rank 0) waits for 1B0, which stands behind 1F1 (rank 1); "
            + "1F1 (rank 1) waits for 0F1, which stands behind 0B0 (rank 0); "
            + "so none of these 2 slots can start"))
    let alone = failure { try PipelineSchedule(csv: "1F0,0F0,1B0,0B0", name: "csv:alone") }
    #expect(
      alone
        == ScheduleError(
          code: .deadlock,
          detail: "1F0 (rank 0) waits for 0F0, which stands behind 1F0 (rank 0); "
            + "so none of these slots can start"))
  }

  @Test("a pair waits for both of its inputs")
  func pairDeadlock() {
    // Apart, rank 1 would run 1F1 and then 1B0, whose gradient rank 2 makes only after 1F1.
    let apart = "0F0,0F1,0B0,0B1\n1F0,1F1,1B0,1B1\n2F0,2F1,2B0,2B1"
    let paired = "0F0,0F1,0B0,0B1\n1F0,(1F1;1B0)OVERLAP_F_B,1B1\n2F0,2F1,2B0,2B1"
    #expect(failure { try PipelineSchedule(csv: apart, name: "x") } == nil)
    let failure = failure { try PipelineSchedule(csv: paired, name: "x") }
    #expect(failure?.code == .deadlock)
    #expect(failure?.detail.hasPrefix("(1F1;1B0)OVERLAP_F_B (rank 1) waits for 2B0") == true)
  }

  @Test("exchanging neighbours is valid or a typed error, and both occur", arguments: 0..<8)
  func mutations(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    var outcomes: [Bool: Int] = [:]
    for _ in 0..<60 {
      let entry = ScheduleCatalog.entries.randomElement(using: &generator)
      var programs = try entry?.schedule(ranks: 4, microbatches: 8, chunks: 2).programs ?? []
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let rank = Int.random(in: 0..<4, using: &generator)
        let slot = Int.random(in: 1..<programs[rank].count, using: &generator)
        programs[rank].swapAt(slot - 1, slot)
      }
      let failure = failure { try PipelineSchedule(name: "mutated", programs: programs) }
      #expect([nil, .deadlock, .misplacedAction].contains(failure?.code))
      outcomes[failure == nil, default: 0] += 1
    }
    #expect(outcomes.count == 2)
  }
}
