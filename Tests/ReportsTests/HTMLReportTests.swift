import Analysis
import CostModels
import FoundationEssentials
import Quantities
import Simulation
import Testing
import TransformerModels

@testable import Reports

@Suite("HTML report")
struct HTMLReportTests {
  private func page(_ comparison: Comparison, script: String? = nil) -> String {
    String(decoding: HTMLReport(comparison, chartScript: script).document(), as: UTF8.self)
  }

  @Test("is one well-formed page with every section and nothing from elsewhere")
  func sections() throws {
    let text = page(try ToyComparison.small())
    #expect(TagChecker(text).problems == [])
    for title in [
      "Where the step goes", "The pipelines", "Columns of the ISCA 2025 paper", "Throughput",
      "Memory", "What if", "The whole run", "Notes", "Cannot run here", "Assumptions",
    ] {
      #expect(text.contains("<h2>\(title)</h2>"))
    }
    for outside in ["src=", "href=", "@import", "url(", "fetch("] {
      #expect(!text.contains(outside))
    }
  }

  @Test("escapes every text that comes from files")
  func escaping() throws {
    let evil = "<script>alert('x')</script>\"&"
    var comparison = try ToyComparison.small(name: evil)
    comparison.scenario.model.name = evil
    comparison.evaluations[0].schedule = evil
    comparison.evaluations[0].notes = [evil]
    comparison.evaluations[0].throughput.peakName = evil
    comparison.evaluations[0].run?.phases[0].note = evil
    comparison.refusals[0].reason = evil
    comparison.assumptions[0].source = evil
    let text = page(comparison, script: "var Chart;")
    #expect(!text.contains("<script>alert"))
    #expect(TagChecker(text).problems == [])
    #expect(TagChecker(text).count("script") == 2)
  }

  @Test("keeps numbers and their units on one line, and writes a true minus")
  func typesetting() throws {
    let comparison = try ToyComparison.small()
    let summary = ComparisonSummary(comparison)
    #expect(summary.paragraphs.contains { $0.contains(" -0.") })
    let text = page(comparison)
    let answer = try #require(text.components(separatedBy: "class=\"answer\">").last)
      .components(separatedBy: "</section>")[0]
    #expect(answer.contains(" \u{2212}0."))
    #expect(answer.contains("\u{A0}s a step"))
    #expect(!answer.contains(" -0."))
  }

  @Test("says where the numbers come from, with grades")
  func assumptions() throws {
    let text = page(try ToyComparison.small())
    #expect(text.contains("<span class=\"grade calibrated\">calibrated</span>"))
    #expect(text.contains("arXiv:2505.09343, section 4.3"))
  }

  @Test("draws bars, and hands them to a chart script where it has one")
  func charts() throws {
    let comparison = try ToyComparison.small()
    let drawn = page(comparison)
    #expect(!drawn.contains("data-chart="))
    let charted = page(comparison, script: "var x = '</script>' + '</b>';")
    #expect(charted.contains("var x = '<\\/script>' + '</b>';"))
    #expect(charted.components(separatedBy: "data-chart=") == 3)
    #expect(TagChecker(charted).problems == [])
  }

  @Test("bars are as long as the steps and the memory they show")
  func bars() throws {
    let comparison = try ToyComparison.small()
    let report = HTMLReport(comparison)
    for (bar, evaluation) in zip(report.stepBars.bars, comparison.evaluations) {
      #expect(abs(bar.values.reduce(0, +) - evaluation.step.seconds) < 1e-9)
    }
    for (bar, evaluation) in zip(report.memoryBars.bars, comparison.evaluations) {
      #expect(abs(bar.values.reduce(0, +) - evaluation.memory.peak.gibibytes) < 1e-9)
    }
  }

  @Test("of refusals alone still opens, and is the same on every run")
  func refusals() throws {
    var comparison = try ToyComparison.small()
    #expect(page(comparison) == page(comparison))
    comparison.evaluations = []
    let text = page(comparison)
    #expect(TagChecker(text).problems == [])
    #expect(text.contains("<b>zb-h2</b>"))
  }
}

extension String {
  /// How many pieces a separator cuts this into.
  fileprivate func components(separatedBy separator: String) -> Int {
    split(separator: separator, omittingEmptySubsequences: false).count
  }
}
