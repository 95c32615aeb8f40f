internal import Quantities
public import Validation

/// Every published number beside ours for a terminal, under headings.
public struct ValidationTable: Sendable, CustomStringConvertible {
  private let report: ValidationReport

  public init(_ report: ValidationReport) { self.report = report }

  public var description: String {
    var table = TextTable(headers: ValidationFigures.headers)
    var headings: [Int: String] = [:]
    for group in report.groups {
      headings[table.rows.count] = "\(group.name): \(group.summary)"
      table.rows += group.results.map { ValidationFigures($0).cells }
    }
    let all = table.lines
    let body = all.count - table.rows.count
    var lines = Array(all[..<body])
    for index in table.rows.indices {
      if let heading = headings[index] { lines += ["", heading] }
      lines.append(all[body + index])
    }
    let notes = report.groups.flatMap(\.notes).flatMap {
      $0.wrapped(width: 100, indentation: "  ")
    }
    return (lines + [""] + notes + ["", report.memory.sentence]).joined(separator: "\n")
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
