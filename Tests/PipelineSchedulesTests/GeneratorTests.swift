import Testing

@testable import PipelineSchedules

@Suite("Generators")
struct GeneratorTests {
  @Test("1F1B alternates as figure 4 of Narayanan et al. does, cut to 3 ranks and 4 microbatches")
  func oneForwardOneBackward() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 3, microbatches: 4)
    #expect(
      schedule.description == """
        0F0 0F1 0F2 0B0 0F3 0B1 0B2 0B3
        1F0 1F1 1B0 1F2 1B1 1F3 1B2 1B3
        2F0 2B0 2F1 2B1 2F2 2B2 2F3 2B3
        """)
  }

  @Test("GPipe is what PyTorch generates")
  func gpipe() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 4, microbatches: 8)
    #expect(schedule.csv == (try golden("gpipe-ranks4-microbatches8")))
  }

  @Test("interleaved 1F1B is what PyTorch generates", arguments: [(2, 4, 3), (4, 8, 2)])
  func interleaved(ranks: Int, microbatches: Int, chunks: Int) throws {
    let schedule = try PipelineSchedule.interleavedOneForwardOneBackward(
      ranks: ranks, microbatches: microbatches, chunks: chunks)
    let name = "interleaved-1f1b-ranks\(ranks)-microbatches\(microbatches)-chunks\(chunks)"
    #expect(schedule.csv == (try golden(name)))
  }

  @Test("ZB-V is what PyTorch generates", arguments: [(2, 6), (4, 8)])
  func zeroBubbleV(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.zeroBubbleV(ranks: ranks, microbatches: microbatches)
    #expect(schedule.csv == (try golden("zb-v-ranks\(ranks)-microbatches\(microbatches)")))
  }

  @Test("ZB-H1 delays each weight backward by the rank, as figure 3 of Qi et al.")
  func zeroBubbleH1() throws {
    let schedule = try PipelineSchedule.zeroBubbleH1(ranks: 3, microbatches: 4)
    #expect(
      schedule.description == """
        0F0 0F1 0F2 0I0 0W0 0F3 0I1 0W1 0I2 0W2 0I3 0W3
        1F0 1F1 1I0 1F2 1I1 1W0 1F3 1I2 1W1 1I3 1W2 1W3
        2F0 2I0 2F1 2I1 2F2 2I2 2W0 2F3 2I3 2W1 2W2 2W3
        """)
  }

  @Test("1F1B with pairs warms up twice as long")
  func overlap() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackwardOverlap(ranks: 2, microbatches: 4)
    #expect(
      schedule.description == """
        0F0 0F1 0F2 (0F3;0B0)OVERLAP_F_B 0B1 0B2 0B3
        1F0 (1F1;1B0)OVERLAP_F_B (1F2;1B1)OVERLAP_F_B (1F3;1B2)OVERLAP_F_B 1B3
        """)
  }

  @Test(
    "a group of the interleaved schedules is the smallest divisor that fills the ranks",
    arguments: [(16, 120, 20), (4, 8, 4), (8, 24, 8), (5, 7, 7), (1, 3, 1), (16, 16, 16)])
  func group(ranks: Int, microbatches: Int, group: Int) {
    #expect(
      PipelineSchedule.interleavingGroup(ranks: ranks, microbatches: microbatches) == group)
  }

  @Test("the interleaved schedules run the DeepSeek-V3 step", arguments: [2, 4])
  func reference(chunks: Int) throws {
    let schedule = try PipelineSchedule.interleavedOneForwardOneBackward(
      ranks: 16, microbatches: 120, chunks: chunks)
    #expect(schedule.programs[0].prefix(21).last?.description == "16F0")
    #expect(schedule.chunksPerRank == chunks)
    #expect(
      try PipelineSchedule.interleavedOneForwardOneBackwardOverlap(
        ranks: 16, microbatches: 120, chunks: chunks
      ).hasPairs)
  }

  @Test("every generator's programs pass the validator at every shape it accepts")
  func shapes() throws {
    var built = 0
    for entry in ScheduleCatalog.entries {
      for ranks in 1...6 {
        for microbatches in 1...14 {
          for chunks in entry.chunks == .chosen ? 2...3 : 2...2 {
            let result = failure {
              let schedule = try entry.schedule(
                ranks: ranks, microbatches: microbatches, chunks: chunks)
              #expect(schedule.ranks == ranks)
              #expect(schedule.microbatches == microbatches)
              #expect(schedule.name == entry.name)
              built += 1
            }
            #expect(
              [nil, .tooFewMicrobatches, .indivisible].contains(result?.code),
              "\(entry.name), \(ranks) ranks, \(microbatches) microbatches")
          }
        }
      }
    }
    #expect(built > 700)
  }
}
