public import Analysis
internal import Quantities

/// A training study as one self-contained page that opens offline.
public struct TrainingStudyReport: Sendable {
  private let results: TrainingStudyResults
  private let figures: TrainingStudyFigures

  public init(_ results: TrainingStudyResults) {
    self.results = results
    figures = TrainingStudyFigures(results: results)
  }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(runs · steps)
  public func document() -> [UInt8] {
    let heading: Markup = """
      <p class="kicker">Duplex</p><h1>\(figures.title)</h1>
      <p>\(figures.setting)</p>
      """
    var table = PageTable(headers: figures.headers.map { $0.replacing("\n", with: " ") })
    for row in figures.rows { table.append(row.map(\.withTrueMinus)) }
    let findings = [figures.verdict, figures.divergences].filter { !$0.isEmpty }
      .map { "<p><b>\($0.keepingUnits.withTrueMinus)</b></p>\n" as Markup }
    let contents: [Markup] = [
      PageFrame.section("Result", "\(findings)\(table.markup)<p>\(figures.definitions)</p>\n"),
      PageFrame.section("Smoothed loss", losses),
      PageFrame.section("Distance from the baseline", distances),
      PageFrame.section("MaxVio", violations),
    ]
    return PageFrame.document(
      title: figures.title, heading: heading, contents: "\(contents)",
      footer: "All numbers are measured: the runs trained on this machine's processors.")
  }

  private var losses: Markup {
    let figure = chart(
      "Smoothed loss in nats a token over the steps",
      results.curves.map { ($0.name, $0.smoothedLosses) }
    ).figure
    return "<p>In nats a token; the baseline is dashed.</p>\n\(figure)"
  }

  private var distances: Markup {
    var chart = chart(
      "Distance of smoothed losses from the baseline, per cent",
      results.differences.map { ($0.name, $0.values.map { $0.magnitude * 100 }) })
    if results.claimHolds != nil {
      chart.mark = (
        TrainingStudyResults.claimedDifference * 100, "0.25 %, the bound that the report claims"
      )
    }
    let baseline = results.baseline?.name ?? ""
    return "<p>Per cent of the smoothed loss of \(baseline), without the sign.</p>\n\(chart.figure)"
  }

  private var violations: Markup {
    chart(
      "MaxVio of the worst layer over the steps", results.curves.map { ($0.name, $0.violations) }
    )
    .figure
  }

  /// Lines over the steps; a run has the same colour in every chart, and the baseline is dashed and
  /// above the others, which it would hide or be hidden by.
  private func chart(_ title: String, _ lines: [(name: String, values: [Double])]) -> LineChart {
    let names = results.curves.map(\.name)
    let baseline = results.baseline?.name
    let ordered = lines.filter { $0.name != baseline } + lines.filter { $0.name == baseline }
    return LineChart(
      title: title, axis: "step",
      lines: ordered.map { line in
        let place = names.firstIndex(of: line.name) ?? 0
        return LineChart.Line(
          name: line.name, colour: Palette.memory[place % Palette.memory.count],
          points: line.values.enumerated().map { (Double($0.offset + 1), $0.element) },
          isDashed: line.name == baseline)
      })
  }
}
