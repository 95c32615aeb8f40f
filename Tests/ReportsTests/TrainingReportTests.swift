import Analysis
import PipelineSchedules
import Quantities
import Testing
import Timelines
import Training

@testable import Reports

@Suite("Reports of training runs")
struct TrainingReportTests {
  private func page(_ report: TrainingReport) -> String {
    String(decoding: report.document(), as: UTF8.self)
  }

  private func overlay(_ optimizer: Double? = nil) throws -> StepOverlay {
    try StepOverlay([
      MadeUpRun.step(.dualPipe(ranks: 4, microbatches: 8), optimizer: optimizer)
    ])
  }

  @Test("the page is well-formed, and nothing comes from elsewhere")
  func wellFormed() throws {
    let text = page(TrainingReport(MadeUpRun.history(steps: 120), overlay: try overlay()))
    #expect(TagChecker(text).problems == [])
    for outside in ["src=", "href=", "@import", "url(", "nan", "inf%"] {
      #expect(!text.contains(outside), "\(outside)")
    }
    #expect(text.contains("<title>tiny: training</title>"))
    #expect(
      text.contains("123.5K parameters on 8 ranks: pipeline 4, data 2; dualpipe, stages Et|t|L"))
    #expect(text.contains("2 a microbatch; bf16"))
  }

  @Test("says where the loss began and what the last twenty steps had")
  func headline() throws {
    let text = page(TrainingReport(MadeUpRun.history(steps: 120)))
    // 5 - 1/100; the mean of steps 101 to 120 is 5 - 110.5/100.
    #expect(
      text.contains(
        "The loss went from 4.990 to 3.895 nats a token (mean of the last 20) in 120\u{A0}steps; "))
    #expect(text.contains("245.8K tokens were read in 60.0\u{A0}s."))
  }

  @Test("a run that went on says so of its maps, and its headline is of all steps or names them")
  func resumed() {
    let whole = MadeUpRun.history(steps: 120)
    var history = MadeUpRun.history(steps: 20, from: 101)
    let part = page(TrainingReport(history))
    #expect(part.contains(" from step 101 to step 120; 40.96K tokens were read"))
    #expect(!part.contains("went on from a checkpoint"))
    history.prepend(Array(whole.steps.prefix(100)))
    let text = page(TrainingReport(history))
    #expect(text.contains("The loss went from 4.990 to 3.895 nats a token"))
    #expect(text.contains("in 120\u{A0}steps; 245.8K tokens were read in 60.0\u{A0}s."))
    #expect(text.contains("column one of 20 steps from step 101 on, where the run went on"))
  }

  @Test("the held-out loss has a card where it was computed, and MaxVio is the worst layer's")
  func cards() {
    let history = MadeUpRun.history(steps: 8)
    let text = page(TrainingReport(history, heldOutLoss: 1.25))
    #expect(text.contains("<span>Held-out loss</span><strong>1.250</strong>"))
    // Loads of 8, 4, 4, 0 and 4, 4, 4, 0: 1 and 1/3.
    #expect(text.contains("<span>MaxVio</span><strong>1.000</strong>"))
    #expect(text.contains("mean MaxVio 0.667"))
    #expect(!page(TrainingReport(history)).contains("Held-out"))
    let summary = TrainingSummary(
      history, heldOutLoss: nil, resumedStep: nil, savedStep: nil, checkpoints: nil)
    #expect(summary.document.compact.contains("\"maxVio\":1.0,\"meanMaxVio\":0.66"))
  }

  @Test("a short run's means are over its last quarter, of one step at least")
  func shortRun() {
    #expect(TrainingReport(MadeUpRun.history(steps: 12)).window == 3)
    #expect(page(TrainingReport(MadeUpRun.history(steps: 3))).contains("in the last step"))
  }

  @Test(
    "layers are called by their numbers where they have some",
    arguments: [
      ("model.layers.3.mlp.gate.weight", "layer 3"), ("layer 1", "layer 1"),
      ("layers", "layers"), ("layers.x", "layers.x"),
    ])
  func layerNames(name: String, short: String) {
    #expect(TrainingReport.shortName(ofLayer: name) == short)
  }

  @Test("has a curve for each of losses, learning rate, norm, MaxVio and tokens, and a map a layer")
  func curves() {
    let text = page(TrainingReport(MadeUpRun.history(steps: 30)))
    #expect(TagChecker(text).count("polyline") == 7)
    #expect(text.contains("aria-label=\"&lt;layer&gt; 2: load of each expert over steps\""))
    #expect(text.contains("<h3>layer 1</h3>"))
    #expect(!text.contains("A step, measured and predicted"))
  }

  @Test("a model without experts and prediction modules has neither loads nor their curves")
  func dense() {
    let text = page(TrainingReport(MadeUpRun.history(steps: 1, layers: [])))
    #expect(TagChecker(text).problems == [])
    #expect(TagChecker(text).count("polyline") == 4)
    #expect(!text.contains("Load of experts") && !text.contains("MaxVio"))
  }

  @Test("thousands of steps are at most four hundred points a curve")
  func thinned() {
    let text = page(TrainingReport(MadeUpRun.history(steps: 3000)))
    for line in text.split(separator: "<polyline points=\"").dropFirst() {
      let points = line.prefix { $0 != "\"" }.split(separator: " ").count
      #expect(points <= 400 && points >= 300)
    }
  }

  @Test("draws the measured step above the predicted one on one axis, with step, bubble and error")
  func overlaid() throws {
    let text = page(TrainingReport(MadeUpRun.history(steps: 3), overlay: try overlay()))
    let measured = try #require(text.firstRange(of: ">measured: "))
    let predicted = try #require(text.firstRange(of: ">predicted: "))
    #expect(measured.lowerBound < predicted.lowerBound)
    let totals = text.split(separator: "data-total=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
    #expect(totals.count == 2 && totals[0] == totals[1])
    #expect(TagChecker(text).problems == [])
    #expect(text.contains("predicted over measured"))
    #expect(text.contains("class=\"pipeline\""), "waits for bytes are drawn")
    #expect(text.contains("<th>bubble (waiting for work), ms</th>"))
    #expect(text.contains("</i>bubble (waiting for work)</li>"))
    #expect(text.contains("</i>pipeline communication (waiting for bytes)</li>"))
    #expect(!text.contains("</i>bubble</li>") && !text.contains("</i>pipeline communication</li>"))
    #expect(
      text.contains(StepOverlay.remark.prefix(100)) && text.contains("<th>idle, of the step</th>"))
    #expect(text.contains("data-unit=\"ms\"") && !text.contains("data-unit=\"s\""))
    #expect(!text.contains("optimiser, ms"))
  }

  @Test("cards say what was predicted, not only how far off it was")
  func predictedCards() throws {
    let measured = try MadeUpRun.step(.dualPipe(ranks: 4, microbatches: 8)).timeline
    let predicted = try MadeUpRun.step(.dualPipe(ranks: 4, microbatches: 8), latency: 0).timeline
    let overlay = StepOverlay(measured: measured, predicted: predicted, steps: 1)
    let text = page(TrainingReport(MadeUpRun.history(steps: 3), overlay: overlay))
    let milliseconds = MeasuredFigures.milliseconds(predicted.step.seconds)
    #expect(text.contains("<small>measured; predicted \(milliseconds) ms (\u{2212}"))
    let idle = MeasuredFigures.share(measured.idleFraction)
    let other = MeasuredFigures.share(predicted.idleFraction)
    #expect(idle != other)
    #expect(text.contains("<span>Idle</span><strong>\(idle)</strong>"))
    #expect(text.contains("measured; predicted \(other.keepingUnits); bubble "))
  }

  @Test("the optimiser of a measured step is shown and predicted")
  func optimizer() throws {
    let overlay = try overlay(0.02)
    #expect(abs(overlay.error) < 1e-6)
    #expect(overlay.predicted.meanShares.optimizer == overlay.measured.meanShares.optimizer)
    let text = page(TrainingReport(MadeUpRun.history(steps: 3), overlay: overlay))
    #expect(text.contains("optimiser, ms"))
  }

  @Test(
    "a load's colour is that of its quarter: grey at the mean, the strongest from twice on",
    arguments: [(0, 0), (0.1, 0), (0.2, 1), (1, 4), (1.1, 4), (1.2, 5), (2, 8), (17, 8)])
  func levels(ratio: Double, level: Int) {
    #expect(LoadHeatMap.level(ratio) == level)
  }

  @Test("colours of loads differ, blue below the mean and red above it")
  func colours() {
    let colours = (0..<LoadHeatMap.levels).map(LoadHeatMap.colour)
    #expect(Set(colours).count == LoadHeatMap.levels)
    #expect(colours.first == Palette.forward && colours.last == Palette.exposedExpert)
  }

  @Test("neighbours of one level are one rectangle of a map")
  func merged() {
    let map = LoadHeatMap(
      title: "map", samples: (1...5).map { ($0, $0 < 4 ? [2, 0] : [1, 1]) })
    let text = String(decoding: map.figure.utf8, as: UTF8.self)
    #expect(TagChecker(text).problems == [])
    #expect(text.contains("viewBox=\"0 0 5 2\""))
    #expect(text.contains("d=\"M0 0h3v1h-3z\""))
    #expect(text.contains("d=\"M3 0h2v1h-2zM3 1h2v1h-2z\""))
  }
}
