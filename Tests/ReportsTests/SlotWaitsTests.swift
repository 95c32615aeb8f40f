import PipelineSchedules
import Quantities
import Testing
import Timelines

@testable import Reports

@Suite("Waits inside slots")
struct SlotWaitsTests {
  /// One slot from 0 to 100 that computes from 0 to 40, from 60 to 80 and from 90 to 100.
  private func timeline(expertEnd: Int64) throws -> Timeline {
    let schedule = try PipelineSchedule.gpipe(ranks: 1, microbatches: 1)
    let event = { (stream: GPUStream, slot: Int32, times: Range<Int64>) in
      TimelineEvent(
        rank: 0, slot: slot, stream: stream, label: 0, stage: 0, microbatch: 0,
        start: VirtualTime(picoseconds: times.lowerBound),
        end: VirtualTime(picoseconds: times.upperBound))
    }
    return Timeline(
      schedule: schedule, step: VirtualTime(picoseconds: 150), lane: 0,
      events: [
        event(.compute, 0, 0..<40), event(.compute, 0, 60..<80), event(.compute, 0, 90..<100),
        event(.compute, 1, 120..<150), event(.expert, 0, 30..<expertEnd),
      ], labels: ["attention F"], replicaShares: [StepShares()],
      slotSpans: [[0..<100, 110..<150]], optimizerSpans: [150..<150], meanShares: StepShares(),
      meanActions: ActionShares(), gpus: 1)
  }

  @Test("a gap belongs to the all-to-all that ends with it, else to the pipeline")
  func gaps() throws {
    let exposed = SlotWaits(try timeline(expertEnd: 60))
    #expect(exposed.experts == [[20, 0]])
    #expect(exposed.pipeline == [[10, 10]])
    let hidden = SlotWaits(try timeline(expertEnd: 55))
    #expect(hidden.experts == [[0, 0]])
    #expect(hidden.pipeline == [[30, 10]])
  }

  @Test("both are drawn by their share of the slot")
  func shares() throws {
    let drawing = PipelineDrawing(try timeline(expertEnd: 60))
    #expect(drawing.rows[0].spans.map(\.exposed) == [0.2, 0])
    #expect(drawing.rows[0].spans.map(\.idle) == [0.1, 0.25])
    let text = PipelineSVG([drawing], rowHeight: 11).fragment().text
    #expect(text.contains("<path class=\"expert\" stroke-width=\"2\""))
    #expect(text.contains("<path class=\"wait\" stroke-width=\"1\""))
  }
}
