import Testing

@testable import PipelineSchedules

@Suite("Catalogue of schedules")
struct ScheduleCatalogTests {
  @Test("names go from the plainest to the most overlapped")
  func names() {
    #expect(
      ScheduleCatalog.names == [
        "gpipe", "1f1b", "interleaved-1f1b", "zb-h1", "zb-h2", "zb-v", "1f1b-overlap",
        "interleaved-1f1b-overlap", "dualpipe", "dualpipev",
      ])
  }

  @Test("each entry cuts the model as it says")
  func chunks() throws {
    for entry in ScheduleCatalog.entries {
      let schedule = try entry.schedule(ranks: 4, microbatches: 8, chunks: 3)
      let expected: [ScheduleCatalogEntry.Chunks: Int] = [.one: 1, .two: 2, .chosen: 3]
      #expect(schedule.chunksPerRank == expected[entry.chunks], "\(entry.name)")
      #expect(schedule.copies == (entry.name == "dualpipe" ? 2 : 1))
      #expect(
        schedule.hasPairs == (entry.name.hasSuffix("overlap") || entry.name.hasPrefix("dual")))
    }
  }

  @Test(
    "an unknown name is answered with the nearest one",
    arguments: [
      ("dualpip", "dualpipe"), ("1F1B", "1f1b"), ("zbh1", "zb-h1"), ("zb_v", "zb-v"),
      ("DualPipeV", "dualpipev"), ("interleaved", "interleaved-1f1b"),
    ])
  func unknown(name: String, nearest: String) {
    let failure = failure {
      try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
    }
    #expect(failure?.code == .unknownSchedule)
    #expect(failure?.detail.hasPrefix("\"\(name)\"; did you mean \(nearest)?") == true)
  }

  @Test("edit distance counts single-character edits")
  func distance() {
    #expect(editDistance("kitten", "sitting") == 3)
    #expect(editDistance("", "abc") == 3)
    #expect(editDistance("abc", "") == 3)
  }

  @Test(
    "what no schedule is built for is refused with the counts", arguments: ScheduleCatalog.names)
  func refused(name: String) {
    for (ranks, microbatches) in [(0, 4), (4, 0), (-1, 4), (4, -8)] {
      let failure = failure {
        try ScheduleCatalog.schedule(named: name, ranks: ranks, microbatches: microbatches)
      }
      #expect(failure?.code == .emptyPipeline)
      #expect(
        failure?.detail.hasPrefix("\(ranks) ranks, \(microbatches) microbatches") == true)
    }
    for (ranks, microbatches) in [(1 << 40, 1 << 40), (.max, 2), (2, .max), (1 << 20, 1 << 22)] {
      let failure = failure {
        try ScheduleCatalog.schedule(named: name, ranks: ranks, microbatches: microbatches)
      }
      #expect(failure?.code == .tooLarge)
    }
  }

  @Test("interleaved schedules name what they lack")
  func interleaved() {
    let short = failure {
      try ScheduleCatalog.schedule(named: "interleaved-1f1b", ranks: 8, microbatches: 7)
    }
    #expect(
      short
        == ScheduleError(
          code: .tooFewMicrobatches,
          detail: "7 microbatches on 8 ranks; interleaved-1f1b needs at least as many as ranks: "
            + "raise the batch, or use fewer ranks or 1f1b"))
    let single = failure {
      try ScheduleCatalog.schedule(
        named: "interleaved-1f1b-overlap", ranks: 8, microbatches: 8, chunks: 1)
    }
    #expect(
      single
        == ScheduleError(
          code: .indivisible,
          detail: "1 chunk per rank; interleaved-1f1b-overlap needs at least 2 (with 1 it is "
            + "1f1b-overlap)"))
  }
}
