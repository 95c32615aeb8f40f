import Quantities
import TestSupport
import Testing
import TransformerModels

@testable import Analysis
@testable import Reports
@testable import Training

@Suite("Reports of training studies")
struct TrainingStudyReportTests {
  /// Runs whose losses are 5, 4, 3 and so on down, times a factor for each run.
  private func results(
    _ subject: TrainingStudy.Subject, factors: [Double], diverging: String? = nil
  ) throws -> TrainingStudyResults {
    let model = try ModelConfiguration(
      contentsOf: Repository.path("configs/models/mini-64.json"))
    let settings = TrainingSettings(
      model: model, batch: .init(sequences: 8, sequenceLength: 16),
      optimizer: .init(learningRate: 0.001, horizon: 3), steps: 3)
    let study = TrainingStudy(subject, settings: settings)
    return TrainingStudyResults(
      study: study, ranks: 2,
      curves: zip(study.variants, factors).map { variant, factor in
        variant.name == diverging
          ? TrainingCurve(
            name: variant.name, losses: [5 * factor], violations: [2], divergedStep: 2)
          : TrainingCurve(
            name: variant.name, losses: [5, 4, 3].map { $0 * factor }, violations: [2, 1, 0.6])
      })
  }

  @Test("the verdict says how far FP8 is from BF16, in how many steps, and how far FP32 is")
  func verdict() throws {
    let results = try results(.precision, factors: [0.996, 1, 1.01, 0.98])
    let verdict = TrainingStudyFigures(results: results).verdict
    #expect(
      verdict.hasPrefix(
        "Fine-grained FP8 stays within 0.25 % of BF16 in the smoothed loss: no, +1.00 % at worst, "
          + "+1.00 % at the end of this run, below 0.25 % in 0 % of the steps."))
    #expect(verdict.contains("FP32 is -0.40 % from BF16 at worst and -0.40 % at the end"))
    let close = try self.results(.precision, factors: [1, 1, 1.002, 1])
    #expect(
      TrainingStudyFigures(results: close).verdict.contains(
        ": yes, +0.20 % at worst, +0.20 % at the end of this run, below 0.25 % in 100 % of"))
  }

  @Test("a study of balancing has no verdict, and is compared with no balancing")
  func balancing() throws {
    let results = try results(.balancing, factors: [1, 1.02, 0.99])
    let figures = TrainingStudyFigures(results: results)
    #expect(figures.verdict == "")
    #expect(figures.headers.last == "at the end from\nno balancing")
    #expect(figures.rows.map { $0.last } == ["", "+2.00 %", "-1.00 %"])
    #expect(!TrainingStudyData(results).document.compact.contains("claimHolds"))
    #expect(!"\(TrainingStudyTable(results))".contains("\n\n\n"))
    let page = String(decoding: TrainingStudyReport(results).document(), as: UTF8.self)
    #expect(page.contains("<td>\u{2212}1.00 %</td>") && !page.contains(">-1.00"))
  }

  @Test("says how strong the balancing is, on what grid, schedule and precision the runs trained")
  func setting() throws {
    let results = try results(.balancing, factors: [1, 1, 1])
    let figures = TrainingStudyFigures(results: results)
    #expect(figures.rows.map(\.[0]) == ["no balancing", "auxiliary loss 0.001", "bias 0.001"])
    #expect(
      figures.setting.hasSuffix(
        ", fp32, 3 steps of 8 sequences of 16 tokens, seed 1; pipeline 1 x data 2, 1f1b"),
      "\(figures.setting)")
    let text = TrainingStudyData(results).document.compact
    #expect(
      text.contains(
        #""ranks":2,"pipelineRanks":1,"dataRanks":2,"schedule":"1f1b","precision":"fp32""#),
      "\(text)")
    // Losses apart, the worst step of all runs is the same: the mean over the run is not.
    #expect(text.contains(#""wholeRunMaxVio":1.2"#))
    #expect(figures.rows.map(\.[3]) == ["1.200", "1.200", "1.200"])
  }

  @Test("a run that diverged is named with its step, and its curve ends there")
  func divergence() throws {
    let results = try results(.precision, factors: [1, 1, 1, 1], diverging: "fp8-delayed")
    let line = "fp8-delayed diverged at step 2: its gradients were no finite numbers."
    #expect("\(TrainingStudyTable(results))".contains(line))
    let page = String(decoding: TrainingStudyReport(results).document(), as: UTF8.self)
    #expect(page.contains(line))
    #expect(TagChecker(page).problems == [])
    let data = TrainingStudyData(results)
    #expect(data.steps.split(separator: "\n").count == 1 + 3 * 3 + 1)
    #expect(data.document.compact.contains(#""steps":1,"divergedStep":2"#))
    let study = results.study
    let atOnce = TrainingStudyResults(study, ranks: 1) { variant in
      variant.name == "bf16"
        ? TrainingCurve(name: "bf16", losses: [5], violations: [1])
        : TrainingCurve(name: variant.name, steps: [], diverged: true)
    }
    #expect(
      TrainingStudyFigures(results: atOnce).rows[2] == ["fp8"] + Array(repeating: "", count: 6))
    let text = TrainingStudyData(atOnce).document.compact
    #expect(text.contains(#""divergedStep":1,"firstLoss":null,"lastSmoothedLoss":null"#))
  }

  @Test(
    "table, page and data of both studies are well-formed",
    arguments: TrainingStudy.Subject.allCases)
  func documents(subject: TrainingStudy.Subject) throws {
    let results = try results(subject, factors: [1, 1.01, 0.99, 1.02])
    for line in "\(TrainingStudyTable(results))".split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
    let page = String(decoding: TrainingStudyReport(results).document(), as: UTF8.self)
    #expect(TagChecker(page).problems == [])
    let runs = results.curves.count
    #expect(TagChecker(page).count("polyline") == runs + (runs - 1) + runs)
    let data = TrainingStudyData(results)
    #expect(data.steps.split(separator: "\n").count == 1 + 3 * runs)
    #expect(data.document.compact.contains("\"shareWithinClaim\""))
  }
}
