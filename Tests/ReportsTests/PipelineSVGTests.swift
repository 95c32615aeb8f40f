import FoundationEssentials
import PipelineSchedules
import Testing

@testable import Reports

@Suite("Pipeline pictures")
struct PipelineSVGTests {
  @Test("are well-formed with one name per slot, titles escaped")
  func titles() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule), title: "<b> & co")
    let text = String(decoding: PipelineSVG([drawing]).document(), as: UTF8.self)
    let checker = TagChecker(text)
    #expect(checker.problems == [])
    #expect(checker.count("title") == schedule.programs.reduce(0) { $0 + $1.count })
    #expect(text.contains("<title>0F3 + 3B5 at "))
    #expect(text.contains(">&lt;b&gt; &amp; co</text>"))
  }

  @Test("carry names as data in pages")
  func script() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule))
    let fragment = PipelineSVG([drawing], hover: .script).fragment().text
    #expect(TagChecker(fragment).problems == [])
    #expect(TagChecker(fragment).count("title") == 0)
    #expect(fragment.contains(",0F0;"))
  }

  @Test("of 16 ranks and 120 microbatches stay light: under 40 bytes a slot in a page, 100 alone")
  func size() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 16, microbatches: 120)
    let drawing = PipelineDrawing(ToyStep().timeline(schedule))
    let slots = schedule.programs.reduce(0) { $0 + $1.count }
    #expect(PipelineSVG([drawing], hover: .script).fragment().utf8.count < slots * 40)
    #expect(PipelineSVG([drawing]).document().count < slots * 100)
  }

  @Test("number the microbatches in bars that hold a number, both halves of a pair")
  func numbers() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let actions = schedule.programs.joined().reduce(0) { $0 + $1.actions.count }
    let small = PipelineDrawing(schedule, replay: ScheduleReplay(schedule, times: ScheduleTimes()))
    let text = String(decoding: PipelineSVG([small]).document(), as: UTF8.self)
    #expect(text.components(separatedBy: "<text class=\"n").count - 1 == actions)
    #expect(TagChecker(text).problems == [])
    let long = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 120)
    let tight = PipelineDrawing(long, replay: ScheduleReplay(long, times: ScheduleTimes()))
    let many = try PipelineSchedule.oneForwardOneBackward(ranks: 16, microbatches: 2)
    let flat = PipelineDrawing(many, replay: ScheduleReplay(many, times: ScheduleTimes()))
    for drawing in [tight, flat] {
      let text = String(decoding: PipelineSVG([drawing]).document(), as: UTF8.self)
      #expect(!text.contains("<text class=\"n"))
    }
  }

  @Test("are one piece each in a page, on one axis whose times stand under the last")
  func pieces() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 2)
    let rows = schedule.programs.map { _ in PipelineDrawing.Row(spans: []) }
    let drawings = [10.0, 5.0].map {
      PipelineDrawing(title: "", schedule: schedule, rows: rows, unit: "s", total: $0)
    }
    let text = PipelineSVG(drawings, hover: .script).fragment().text
    let pieces = text.components(separatedBy: "<svg class=\"pipelines\"").dropFirst()
    #expect(pieces.map { $0.contains("data-total=\"10.0\"") } == [true, true])
    #expect(pieces.map { $0.contains(">10 s</text>") } == [false, true])
  }

  @Test("leave out waits for the pipeline that are too short to see, in the legend too")
  func shortWaits() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 2)
    for (length, isSeen) in [(0.001, false), (0.1, true)] {
      let row = PipelineDrawing.Row(spans: [], pipelineWaits: [1...1 + length])
      let drawing = PipelineDrawing(
        title: "", schedule: schedule, rows: [row, row], unit: "s", total: 10)
      let text = String(decoding: PipelineSVG([drawing]).document(), as: UTF8.self)
      #expect(text.contains("<path class=\"pipeline\"") == isSeen)
      #expect(text.contains(">pipeline communication<") == isSeen)
    }
  }

  @Test("share one axis: the longest step ends at the right edge, the others before it")
  func axis() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 2, microbatches: 2)
    let rows = schedule.programs.map { _ in PipelineDrawing.Row(spans: []) }
    let drawings = [10.0, 5.0].map {
      PipelineDrawing(title: "", schedule: schedule, rows: rows, unit: "s", total: $0)
    }
    let text = String(decoding: PipelineSVG(drawings).document(), as: UTF8.self)
    #expect(text.contains("width=\"93.000%\""))
    #expect(text.contains("width=\"46.500%\""))
    #expect(text.contains(">2 s<") && text.contains(">10 s<"))
  }

  @Test(
    "ticks are round, few, and never beyond the end",
    arguments: [
      (19.926, [0, 5, 10, 15.0]), (8, [0, 1, 2, 3, 4, 5, 6, 7, 8]), (0.03, [0, 0.005]),
      (0, [0]),
    ] as [(Double, [Double])])
  func ticks(total: Double, ticks: [Double]) {
    let axis = TimeAxis(total: total, unit: "s")
    #expect(axis.ticks.prefix(ticks.count).elementsEqual(ticks) { abs($0 - $1) < 1e-9 })
    #expect(axis.ticks.count <= 9)
    #expect(axis.ticks.allSatisfy { $0 <= total })
  }

  @Test("the axis has its unit behind every number, or where those would touch behind the last one")
  func units() {
    #expect(TimeAxis(total: 10, unit: "s").tickLabels == ["0", "2 s", "4 s", "6 s", "8 s", "10 s"])
    #expect(
      TimeAxis(total: 827, unit: "ms").tickLabels
        == ["0", "100", "200", "300", "400", "500", "600", "700", "800 ms"])
    #expect(TimeAxis(total: 4, unit: "").tickLabels.last == "4")
  }

  @Test("the legend names what occurs and nothing else")
  func legend() throws {
    let plain = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let replay = ScheduleReplay(plain, times: ScheduleTimes())
    let bare = PipelineLegend([PipelineDrawing(plain, replay: replay)]).entries.map(\.text)
    #expect(bare == ["F forward", "B backward", "bubble"])
    let dual = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let full = PipelineLegend([PipelineDrawing(ToyStep().timeline(dual))]).entries.map(\.text)
    #expect(
      full == [
        "F forward", "B backward", "I backward for input", "W backward for weight",
        "F and B overlapped", "lighter: 2nd direction", "expert communication",
        "pipeline communication", "optimiser", "bubble",
      ])
  }
}
