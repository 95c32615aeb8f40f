import Testing

@testable import PipelineSchedules

@Suite("Live activations")
struct LiveActivationTests {
  static let shapes = [(1, 3), (2, 2), (4, 6), (4, 16), (8, 24), (16, 120)]

  @Test("GPipe keeps every microbatch, 1F1B as many as ranks follow", arguments: shapes)
  func plain(ranks: Int, microbatches: Int) throws {
    let all = try PipelineSchedule.gpipe(ranks: ranks, microbatches: microbatches)
    #expect(all.peakLiveActivations == Array(repeating: microbatches, count: ranks))
    let alternating = try PipelineSchedule.oneForwardOneBackward(
      ranks: ranks, microbatches: microbatches)
    #expect(
      alternating.peakLiveActivations == (0..<ranks).map { min(ranks - $0, microbatches) })
  }

  @Test("1F1B with pairs keeps min(2 (p - r), M)", arguments: shapes)
  func overlap(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.oneForwardOneBackwardOverlap(
      ranks: ranks, microbatches: microbatches)
    #expect(
      schedule.peakLiveActivations == (0..<ranks).map { min(2 * (ranks - $0), microbatches) })
  }

  @Test("ZB-H1 keeps p and ZB-H2 keeps 2p - 1 on every rank", arguments: shapes.suffix(3))
  func zeroBubble(ranks: Int, microbatches: Int) throws {
    let h1 = try PipelineSchedule.zeroBubbleH1(ranks: ranks, microbatches: microbatches)
    let h2 = try PipelineSchedule.zeroBubbleH2(ranks: ranks, microbatches: microbatches)
    #expect(h1.peakLiveActivations == Array(repeating: ranks, count: ranks))
    #expect(h2.peakLiveActivations == Array(repeating: 2 * ranks - 1, count: ranks))
  }

  @Test("ZB-V keeps no more than 1F1B: a share of p", arguments: shapes.suffix(3))
  func zeroBubbleV(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.zeroBubbleV(ranks: ranks, microbatches: microbatches)
    #expect(schedule.peakLivePerRankShare.max() == Double(ranks))
  }

  @Test("the peak splits into the stages of the rank")
  func byStage() throws {
    for entry in ScheduleCatalog.entries {
      let schedule = try entry.schedule(ranks: 4, microbatches: 12, chunks: 3)
      for rank in 0..<4 {
        let parts = schedule.peakLiveByStage(
          onRank: rank, sizes: Array(repeating: 1, count: schedule.stages))
        #expect(parts.map(\.stage) == schedule.stages(onRank: rank))
        #expect(
          parts.reduce(0) { $0 + $1.live } == schedule.peakLiveActivations(onRank: rank),
          "\(entry.name), rank \(rank)")
        var live = 0
        schedule.forEachLiveChange(onRank: rank) { live += $1 }
        #expect(live == 0)
      }
    }
  }

  @Test("the peak by size is the greatest over the rank's whole program")
  func bySize() throws {
    for entry in ScheduleCatalog.entries {
      let schedule = try entry.schedule(ranks: 4, microbatches: 12, chunks: 3)
      // The last stage is the largest.
      let sizes = (0..<schedule.stages).map { Int64($0 * $0 + 1) }
      for rank in 0..<4 {
        var (size, greatest) = (Int64(0), Int64(0))
        schedule.forEachLiveChange(onRank: rank) { stage, change in
          size += sizes[stage] * Int64(change)
          greatest = max(greatest, size)
        }
        let parts = schedule.peakLiveByStage(onRank: rank, sizes: sizes)
        #expect(parts.reduce(0) { $0 + sizes[$1.stage] * Int64($1.live) } == greatest)
      }
    }
  }
}
