public import Analysis
internal import LinearAlgebra
internal import Quantities

/// A precision study for people at a terminal: tables, what their numbers are, verdicts.
public struct PrecisionTable: Sendable, CustomStringConvertible {
  private static let width = 100

  private let results: PrecisionResults
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ results: PrecisionResults, bold: Bool = false) {
    self.results = results
    self.bold = bold
  }

  /// All sections, a blank line between them, without a final line break.
  public var description: String {
    let heading = [title("FP8 products against exact ones"), results.sizes]
    let grids = results.grids.map { grid in
      var table = TextTable(headers: grid.headers)
      table.rows = grid.rows
      return [title(grid.title)] + table.lines
    }
    let definitions = PrecisionMeasure.allCases.flatMap {
      "\($0.name): \($0.definition).".wrapped(width: Self.width, indentation: "  ")
    }
    let sections =
      [heading] + grids
      + [
        [title("What the numbers are")]
          + results.comparison.wrapped(width: Self.width) + definitions,
        [title("What was claimed")]
          + PrecisionVerdicts(PrecisionClaims(results)).all.flatMap {
            $0.text.wrapped(width: Self.width, indentation: "  ")
          },
      ]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private func title(_ text: String) -> String { bold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension PrecisionResults {
  /// The shapes and the seed in one line.
  var sizes: String {
    let depths = study.depths.map { grouped($0) }.joined(separator: ", ")
    return "\(grouped(study.rows)) x K times K x \(grouped(study.columns)), seed \(study.seed), "
      + "K = \(depths)"
  }

  /// What the errors are errors of.
  var comparison: String {
    "d is the product of rounded factors and r that of the same factors before rounding, both summed "
      + "in double precision; for tensor-core sums d is the emulated sum of E4M3 products and r their "
      + "exact sum. Outlier channels: in every 16th row one channel of 512 is 100,000 times larger."
  }

  /// All tables in their order.
  var grids: [PrecisionGrid] {
    StudyData.allCases.flatMap { data in
      [.relative, .difference, .worstRow].map { PrecisionGrid(self, $0, on: data) }
    } + [PrecisionGrid(self, sumsBy: .largest)]
  }
}
