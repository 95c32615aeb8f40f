import Analysis
import LinearAlgebra
import Testing

@testable import Reports

@Suite("Reports of precision studies")
struct PrecisionReportTests {
  private func results(depths: [Int] = [32, 200, 4_096]) throws -> PrecisionResults {
    let study = try PrecisionStudy(rows: 2, columns: 2, depths: depths, seed: 5)
    return PrecisionResults(
      study: study, roundings: try study.roundings(), accumulations: try study.accumulations())
  }

  @Test("the page is well-formed, and nothing comes from elsewhere")
  func page() throws {
    let text = String(decoding: PrecisionReport(try results()).document(), as: UTF8.self)
    #expect(TagChecker(text).problems == [])
    #expect(TagChecker(text).count("polyline") == 6 * 5 + 3)
    for outside in ["src=", "href=", "@import", "url(", "nan", "inf%"] {
      #expect(!text.contains(outside), "\(outside)")
    }
    for verdict in PrecisionVerdicts(PrecisionClaims(try results())).all {
      #expect(text.contains("<strong>\(verdict.verdict)</strong>"))
    }
  }

  @Test("errors of nothing leave a page without lines")
  func zeros() throws {
    let study = try PrecisionStudy(rows: 1, columns: 1, depths: [1])
    let nothing = ProductError(relative: 0, largest: 0, difference: 0, worstRowDifference: 0)
    let results = PrecisionResults(
      study: study,
      roundings: StudyData.allCases.flatMap { data in
        StudyRecipe.allCases.map {
          PrecisionStudy.Rounding(recipe: $0, data: data, depth: 1, error: nothing)
        }
      },
      accumulations: [.init(depth: 1, promotionInterval: 32, error: nothing)])
    let text = String(decoding: PrecisionReport(results).document(), as: UTF8.self)
    #expect(TagChecker(text).problems == [])
    #expect(TagChecker(text).count("circle") == 0)
    #expect(!text.contains("nan"))
    #expect("\(PrecisionTable(results))".contains("does not hold"))
  }

  @Test("terminal tables are at most 100 columns wide and have a row for each K")
  func table() throws {
    let lines = "\(PrecisionTable(try results()))".split(separator: "\n")
    for line in lines { #expect(line.count <= 100, "\(line)") }
    #expect(lines.count { $0.hasPrefix("4,096 ") } == 7)
  }

  @Test(
    "a scale ends at round numbers around its values",
    arguments: [
      ([0.3, 4.2], [0.2, 0.5, 1, 2, 5]), ([0.002, 7], [0.001, 0.01, 0.1, 1, 10]),
      ([1], [0.5, 1, 2]),
      ([5, 10], [5, 10]), ([0, -1, .infinity], [1, 10]),
    ] as [([Double], [Double])])
  func scale(values: [Double], ticks: [Double]) {
    let scale = LogScale(holding: values)
    #expect(scale.ticks.count == ticks.count)
    for (tick, wanted) in zip(scale.ticks, ticks) { #expect(abs(tick / wanted - 1) < 1e-12) }
  }

  @Test("places on a scale are logarithms")
  func places() throws {
    let scale = LogScale(ticks: [32, 64, 2_048])
    #expect(scale.place(32) == 0 && scale.place(2_048) == 1)
    #expect(try abs(#require(scale.place(256)) - 0.5) < 1e-12)
    #expect(scale.place(0) == nil && scale.place(.nan) == nil)
    #expect(LogScale(ticks: [64]).place(64) == 0.5)
  }
}
