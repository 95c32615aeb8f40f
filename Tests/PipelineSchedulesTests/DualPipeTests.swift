import Testing

@testable import PipelineSchedules

@Suite("DualPipe and DualPipeV")
struct DualPipeTests {
  @Test(
    "DualPipe is what DeepSeek's class executes, token for token",
    arguments: [(2, 4), (4, 8), (8, 20), (16, 32)])
  func dualPipe(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: ranks, microbatches: microbatches)
    #expect(schedule.csv == (try golden("dualpipe-ranks\(ranks)-microbatches\(microbatches)")))
  }

  @Test(
    "DualPipeV is what DeepSeek's class executes, token for token",
    arguments: [(2, 4), (4, 8), (4, 10)])
  func dualPipeV(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.dualPipeV(ranks: ranks, microbatches: microbatches)
    #expect(schedule.csv == (try golden("dualpipev-ranks\(ranks)-microbatches\(microbatches)")))
  }

  @Test("DualPipe runs 97 pairs on an outer and 103 on a middle rank of the DeepSeek-V3 step")
  func referenceCounts() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 16, microbatches: 120)
    #expect(schedule.actionCounts(onRank: 0) == counts(f: 23, b: 8, i: 15, w: 15, fb: 97))
    #expect(schedule.actionCounts(onRank: 7) == counts(f: 17, b: 9, i: 8, w: 8, fb: 103))
    #expect(schedule.copies == 2)
    #expect(schedule.stages(onRank: 3) == [3, 12])
    #expect(schedule.chunksPerRank == 1)
  }

  @Test(
    "DualPipe's counts follow the closed forms",
    arguments: Array(stride(from: 2, through: 32, by: 2)))
  func dualPipeCounts(ranks: Int) throws {
    for microbatches in stride(from: 2 * ranks, through: 4 * ranks, by: 2) {
      let half = ranks / 2
      for (rank, program) in try PipelineSchedule.dualPipePrograms(
        ranks: ranks, microbatches: microbatches
      ).enumerated() {
        let distance = min(rank, ranks - 1 - rank)
        let middle = distance == half - 1 ? 1 : 0
        #expect(
          ActionCounts(program)
            == closedForm(
              stages: ranks, half: half, distance: distance, middle: middle, passes: microbatches),
          "rank \(rank) of \(ranks), \(microbatches) microbatches")
      }
    }
  }

  @Test("DualPipeV's counts follow the closed forms", arguments: 1...16)
  func dualPipeVCounts(ranks: Int) throws {
    for microbatches in [2 * ranks, 2 * ranks + 1, 3 * ranks, 4 * ranks] {
      for (rank, program) in try PipelineSchedule.dualPipeVPrograms(
        ranks: ranks, microbatches: microbatches
      ).enumerated() {
        #expect(
          ActionCounts(program)
            == closedForm(
              stages: 2 * ranks, half: ranks, distance: rank, middle: rank == ranks - 1 ? 1 : 0,
              passes: 2 * microbatches),
          "rank \(rank) of \(ranks), \(microbatches) microbatches")
      }
    }
  }

  @Test("every rank keeps one activation more than there are stages", arguments: [2, 4, 6, 10, 16])
  func peakLive(ranks: Int) throws {
    let pipe = try PipelineSchedule.dualPipe(ranks: ranks, microbatches: 2 * ranks + 2)
    let folded = try PipelineSchedule.dualPipeV(ranks: ranks, microbatches: 2 * ranks + 1)
    #expect(pipe.peakLiveActivations == Array(repeating: ranks + 1, count: ranks))
    #expect(folded.peakLiveActivations == Array(repeating: 2 * ranks + 1, count: ranks))
    #expect(pipe.peakLivePerRankShare[0] == Double(ranks + 1))
    #expect(folded.peakLivePerRankShare[0] == Double(ranks) + 0.5)
    for rank in 0..<ranks {
      #expect(pipe.peakPendingWeights(onRank: rank) == min(rank, ranks - 1 - rank) + 1)
      #expect(folded.peakPendingWeights(onRank: rank) == rank + 1)
    }
  }

  @Test("odd counts and short batches are refused with the numbers and a remedy")
  func refused() {
    let odd =
      "3 ranks, 8 microbatches; dualpipe needs both even, half of each for either direction "
      + "(dualpipev takes odd counts)"
    #expect(throws: ScheduleError(code: .indivisible, detail: odd)) {
      try PipelineSchedule.dualPipe(ranks: 3, microbatches: 8)
    }
    let short =
      "24 microbatches on 16 ranks; dualpipe needs at least twice the ranks, 32: raise the batch, "
      + "or use fewer ranks or 1f1b"
    #expect(throws: ScheduleError(code: .tooFewMicrobatches, detail: short)) {
      try PipelineSchedule.dualPipe(ranks: 16, microbatches: 24)
    }
    #expect(
      failure { try PipelineSchedule.dualPipeV(ranks: 4, microbatches: 7) }?.code
        == .tooFewMicrobatches)
  }

  /// The forms of the published class, with S stages, H `half` and h `distance`.
  private func closedForm(
    stages: Int, half: Int, distance: Int, middle: Int, passes: Int
  ) -> ActionCounts {
    counts(
      f: stages + half - distance - 1 + middle, b: half + middle, i: stages - distance - 1,
      w: stages - distance - 1, fb: passes - 3 * half + distance + 1 - middle)
  }

  private func counts(f: Int, b: Int, i: Int, w: Int, fb: Int) -> ActionCounts {
    var counts = ActionCounts()
    counts.forward = f
    counts.backward = b
    counts.backwardInput = i
    counts.backwardWeight = w
    counts.pair = fb
    return counts
  }
}
