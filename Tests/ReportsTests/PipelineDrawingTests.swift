import PipelineSchedules
import Quantities
import Testing
import Timelines

@testable import Reports

@Suite("Pipeline drawings")
struct PipelineDrawingTests {
  @Test("show the share of a slot that waits for experts")
  func exposed() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule))
    for span in drawing.rows.flatMap(\.spans) {
      switch span.slot {
      case .pair: #expect(span.exposed == 0)
      case .single(let action):
        let expected: Double =
          switch action.kind {
          case .forward: 12.0 / 32
          case .backward: 12.0 / 52
          case .backwardInput: 12.0 / 38
          case .backwardWeight: 0
          }
        #expect(abs(span.exposed - expected) < 1e-9)
      }
    }
  }

  @Test("show all exposed pipeline communication of a rank, no more")
  func pipelineWaits() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    var step = ToyStep()
    step.transfer = 7_000_000_000
    let timeline = step.timeline(schedule)
    for (row, shares) in zip(PipelineDrawing(timeline).rows, timeline.replicaShares) {
      let waits = row.pipelineWaits.reduce(0) { $0 + $1.upperBound - $1.lowerBound }
      #expect(abs(waits - shares.exposedPipeline.seconds) < 1e-9)
    }
    #expect(timeline.replicaShares[1].exposedPipeline > .zero)
  }

  @Test("tell DualPipe's second direction by the microbatch on every rank")
  func directions() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule))
    #expect(drawing.variantMeaning == .directions)
    for action in schedule.programs.flatMap({ $0 }).flatMap(\.actions) {
      #expect(drawing.variant(of: action) == (action.microbatch < 4 ? 0 : 1))
    }
  }

  @Test("tell chunks apart in the order of their stages")
  func chunks() throws {
    let schedule = try PipelineSchedule.dualPipeV(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule))
    #expect(drawing.variantMeaning == .chunks)
    for action in schedule.programs.flatMap({ $0 }).flatMap(\.actions) {
      #expect(drawing.variant(of: action) == (action.stage < 4 ? 0 : 1))
    }
  }

  @Test("a replay fills the ranks as its times say")
  func replay() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(
      schedule, replay: ScheduleReplay(schedule, times: ScheduleTimes()))
    #expect(drawing.total == 33)
    #expect(drawing.rows[3].spans[1].start == 4 && drawing.rows[3].spans[1].end == 6)
    #expect(drawing.variantMeaning == .none && drawing.unit == "")
  }
}
