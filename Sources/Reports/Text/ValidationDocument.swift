internal import RunConfigurations
public import Validation

/// `docs/validation.md`: published numbers beside ours, and claims, in Markdown.
public struct ValidationDocument: Sendable {
  private let report: ValidationReport
  private let claims: [ClaimResult]

  public init(_ report: ValidationReport, claims: [ClaimResult]) {
    self.report = report
    self.claims = claims
  }

  /// The whole file, with a final line break.
  public var text: String {
    (introduction + report.groups.flatMap(section) + memory + claimSection)
      .joined(separator: "\n") + "\n"
  }

  private var introduction: [String] {
    let failed = report.failures.count
    return [
      "# Validation", "",
      "Written by `duplex validate --output docs`; a test holds it to the program. Every published",
      "number of a whole step, phase or model stands beside ours. *Input* rows are what cost models",
      "are fitted to. *Check* rows are in `configs/validation`, which nothing but this comparison",
      "reads. *Goal* is the error to get to, *bound* the one reached: past its bound a row fails",
      "`duplex validate` with exit code 70 (\(failed) failures now). *Low-high* holds nine tenths of",
      "samples of what models may miss, and our number. A run is scaled as its step, a pair of the",
      "trace as the pairs of that step, a phase by the range of its kernels or exchanges; what the",
      "simulation leaves out is in none of them. Grades are those of our numbers.",
      "",
    ]
  }

  private func section(_ group: ValidationGroup) -> [String] {
    var lines = [
      "## \(group.name)", "",
      "\(group.summary.prefix(1).uppercased())\(group.summary.dropFirst()).",
      "", row(ValidationFigures.headers + ["source"]),
      row(Array(repeating: "---", count: ValidationFigures.headers.count + 1)),
    ]
    lines += group.results.map { row(ValidationFigures($0).cells + [$0.quantity.source]) }
    lines.append("")
    if !group.notes.isEmpty { lines += group.notes.map { "- \($0)." } + [""] }
    return lines
  }

  private var memory: [String] { ["## Memory", "", report.memory.sentence, ""] }

  private var claimSection: [String] {
    [
      "## Claims", "", "What popular write-ups say of DeepSeek-V3 (`duplex validate --claims`).",
      "",
    ]
      + [row(["#", "claim", "ours", "verdict", "reason"]), row(Array(repeating: "---", count: 5))]
      + claims.map {
        row(["\($0.claim.number)", $0.claim.text, $0.figure, $0.verdict.rawValue, $0.reason])
      }
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
