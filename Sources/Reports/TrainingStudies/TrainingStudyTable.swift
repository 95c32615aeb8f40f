public import Analysis
internal import Quantities

/// A training study for people at a terminal.
public struct TrainingStudyTable: Sendable, CustomStringConvertible {
  private static let width = 100

  private let figures: TrainingStudyFigures
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ results: TrainingStudyResults, bold: Bool = false) {
    figures = TrainingStudyFigures(results: results)
    self.bold = bold
  }

  /// Title, table, verdict and definitions, without a final line break.
  public var description: String {
    let title = bold ? "\u{1B}[1m\(figures.title)\u{1B}[0m" : figures.title
    var table = TextTable(headers: figures.headers)
    table.rows = figures.rows
    let sections =
      [[title] + figures.setting.wrapped(width: Self.width), table.lines]
      + [figures.divergences, figures.verdict, figures.definitions].filter { !$0.isEmpty }
      .map { $0.wrapped(width: Self.width) }
    return sections.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }
}
