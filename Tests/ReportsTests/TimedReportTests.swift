import Analysis
import PipelineSchedules
import Quantities
import Testing
import Timelines
import Training

@testable import Reports

@Suite("Reports of schedules played with waits")
struct TimedReportTests {
  private static let refusal = TimedStudy.Refusal(schedule: "zb-v", reason: "a <reason>")

  @Test("the table has a row a schedule, the printed formula where there is one, and the refusals")
  func table() throws {
    let study = try MadeUpRun.study(["1f1b", "zb-h2"], refusals: [Self.refusal])
    let text = "\(TimedTable(study))"
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "4 ranks, 8 microbatches, median of 1 step")
    #expect(lines[1] == "F 12.0 ms, B 24.0 ms, I 12.0 ms, W 12.0 ms, a pair 36.0 ms")
    let row = try #require(lines.first { $0.hasPrefix("1f1b ") })
    #expect(row.contains(" 0.00 % ") && row.contains(" 396.0 ") && row.hasSuffix(" 27.27 %"))
    #expect(lines.contains { $0.hasPrefix("zb-h2 ") })
    #expect(lines.last == "zb-v: a <reason>")
    #expect(!text.contains("What each rank did"))
    for line in lines { #expect(line.count <= 120) }
  }

  @Test("a schedule alone also says what each rank did")
  func ranks() throws {
    let text = "\(TimedTable(try MadeUpRun.study(["1f1b"])))"
    #expect(text.contains("What each rank did, measured"))
    let rows = text.split(separator: "\n").suffix(5)
    #expect(rows.map { $0.prefix { $0 != " " } } == ["0", "1", "2", "3", "mean"])
  }

  @Test("the page is well-formed and draws both steps of every schedule")
  func page() throws {
    let study = try MadeUpRun.study(["1f1b", "dualpipe", "zb-v"], refusals: [Self.refusal])
    let text = String(decoding: TimedReport(study).document(), as: UTF8.self)
    #expect(TagChecker(text).problems == [])
    #expect(text.split(separator: "class=\"pipelines\"").count == 1 + 6)
    #expect(text.contains("a &lt;reason&gt;"))
    for outside in ["src=", "href=", "@import", "url(", "nan"] { #expect(!text.contains(outside)) }
  }

  @Test("JSON has what was measured and predicted of each schedule")
  func json() throws {
    let study = try MadeUpRun.study(["dualpipe", "zb-v"], refusals: [Self.refusal])
    guard case .object(let members) = TimedJSON.document(study) else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.key) == ["format", "actionSeconds", "schedules", "refused"])
    let text = TimedJSON.document(study).compact
    #expect(text.contains(#""name":"dualpipe","ranks":4,"microbatches":8,"steps":1,"measured":{"#))
    #expect(text.contains(#""formulaBubbleFraction":null"#))
    #expect(text.contains(#""actionSeconds":{"F":0.012,"B":0.024,"I":0.012,"W":0.012,"FB":0.036"#))
  }

  @Test(
    "a step of a perfect clock is predicted to the nanosecond", arguments: ScheduleCatalog.names)
  func exact(name: String) throws {
    let study = try MadeUpRun.study([name])
    let overlay = StepOverlay(study.entries[0])
    #expect(abs(overlay.predicted.step.seconds - overlay.measured.step.seconds) < 2e-8)
    #expect(abs(overlay.error) < 1e-6)
    #expect(abs(overlay.predicted.bubbleFraction - overlay.measured.bubbleFraction) < 1e-6)
  }

  @Test("a predicted pipeline is drawn in milliseconds under its numbers and the measured ones")
  func drawing() throws {
    let prediction = try MadeUpRun.study(["1f1b"]).entries[0].prediction
    let drawing = PipelineDrawing(prediction)
    #expect(abs(prediction.timeline.step.seconds - 0.412) < 1e-6)
    let numbers = "412.0 ms, bubble \(MeasuredFigures.share(prediction.timeline.bubbleFraction))"
    #expect(drawing.title == "1f1b, predicted: \(numbers); measured, median of 1: \(numbers)")
    #expect(drawing.unit == "ms")
    #expect(abs(drawing.total - 1000 * prediction.timeline.step.seconds) < 1e-9)
    let last = try #require(drawing.rows.first?.spans.last)
    #expect(last.end <= drawing.total && last.end > drawing.total / 2)
  }

  @Test("a prediction says what was measured, how far off it is, and what another step lacks")
  func prediction() throws {
    let entry = try MadeUpRun.study(["1f1b"]).entries[0]
    let own = "\(PredictionTable(entry.prediction))"
    #expect(own.hasPrefix("1f1b, 4 ranks, 8 microbatches\n"))
    #expect(own.contains("\nmeasured, median of 1 ") && own.contains("\nerror "))
    let other = try MeasuredPrediction(
      .oneForwardOneBackward(ranks: 4, microbatches: 16), durations: entry.run.durations)
    let text = "\(PredictionTable(other))"
    #expect(text.contains("\nMeasured were 1f1b, 4 ranks, 8 microbatches."))
    #expect(!text.contains("error"))
    #expect(PredictionJSON.document(other).compact.contains(#""measured":null,"stepError":null"#))
  }
}
