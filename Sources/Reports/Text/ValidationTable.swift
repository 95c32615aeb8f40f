internal import Quantities
public import Validation

/// Every published number beside ours for a terminal, under headings.
public struct ValidationTable: Sendable, CustomStringConvertible {
  private let report: ValidationReport

  public init(_ report: ValidationReport) { self.report = report }

  public var description: String {
    var table = TextTable(headers: ValidationFigures.headers)
    table.rows = report.groups.flatMap { $0.results.map { ValidationFigures($0).cells } }
    // Headings stand between rows, which all share their columns' widths.
    let lines = table.lines
    let first = lines.count - table.rows.count
    var text = Array(lines[..<first])
    var row = first
    for group in report.groups {
      text += ["", "\(group.name): \(group.summary)"]
      text += lines[row..<row + group.results.count]
      text += (group.sources.map { "source: \($0)" } + group.notes)
        .flatMap { "  \($0)".wrappedInside(width: 100) }
      row += group.results.count
    }
    return (text + ["", report.memory.sentence]).joined(separator: "\n")
  }
}

extension String {
  /// Breaks a line that begins with spaces, which all its parts keep.
  func wrappedInside(width: Int) -> [String] {
    let margin = String(prefix { $0 == " " })
    return wrapped(width: width - margin.count).map { margin + $0 }
  }
}

extension MemoryFinding {
  var sentence: String {
    let verdict = { (bytes: Bytes) in
      bytes <= capacity ? "\(bytes), fits" : "\(bytes), short by \(bytes - capacity)"
    }
    return "DeepSeek-V3 under DualPipe on GPUs of \(capacity): with the published recomputation "
      + "\(verdict(withRecomputation)); without \(verdict(without))."
  }
}
