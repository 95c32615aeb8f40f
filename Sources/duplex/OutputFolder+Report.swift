import Analysis
import FoundationEssentials
import Quantities
import Reports

extension OutputFolder {
  /// Writes a comparison as page, JSON and CSV.
  func writeReport(_ comparison: Comparison) throws {
    let script = try? String(contentsOfFile: HTMLReport.chartScriptPath, encoding: .utf8)
    try write(HTMLReport(comparison, chartScript: script).document(), to: "report.html")
    try write(ComparisonJSON(comparison).document.pretty + "\n", to: "comparison.json")
    try write(ComparisonCSV(comparison).description, to: "comparison.csv")
  }
}
