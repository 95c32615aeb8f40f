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
    _ subject: TrainingStudy.Subject, factors: [Double]
  ) throws -> TrainingStudyResults {
    let model = try ModelConfiguration(
      contentsOf: Repository.path("configs/models/mini-64.json"))
    let settings = TrainingSettings(
      model: model, batch: .init(sequences: 8, sequenceLength: 16),
      optimizer: .init(learningRate: 0.001, horizon: 3), steps: 3)
    let study = TrainingStudy(subject, settings: settings)
    return TrainingStudyResults(
      study: study,
      curves: zip(study.variants, factors).map { variant, factor in
        TrainingCurve(
          name: variant.name, losses: [5, 4, 3].map { $0 * factor }, violations: [2, 1, 0.5])
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
    #expect(figures.headers.last == "last from\nnone")
    #expect(figures.rows.map { $0.last } == ["", "+2.00 %", "-1.00 %"])
    #expect(!TrainingStudyData(results).document.compact.contains("claimHolds"))
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
