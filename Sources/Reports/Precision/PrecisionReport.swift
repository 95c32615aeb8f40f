public import Analysis
internal import LinearAlgebra
internal import Quantities

/// A precision study as one self-contained page that opens offline, on a phone and on paper too.
public struct PrecisionReport: Sendable {
  let results: PrecisionResults
  private let verdicts: [PrecisionVerdicts.Verdict]

  public init(_ results: PrecisionResults) {
    self.results = results
    verdicts = PrecisionVerdicts(PrecisionClaims(results)).all
  }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(errors of the study)
  public func document() -> [UInt8] {
    let heading: Markup = """
      <p class="kicker">Duplex</p><h1>FP8 products against exact ones</h1>
      <p>\(results.sizes)</p>
      """
    let contents: [Markup] = [
      "<div class=\"cards\">\(verdicts.map(card))</div>\n",
      PageFrame.section("What was claimed", verdictSection),
      PageFrame.section("Error over the length of the sums", roundingSection),
      PageFrame.section("Error over the promotion interval", accumulationSection),
      PageFrame.section("All numbers", tableSection),
      PageFrame.section("What the numbers are", definitionSection),
    ]
    return PageFrame.document(
      title: "FP8 products against exact ones", heading: heading, contents: "\(contents)",
      footer: "All numbers are computed on a CPU; tensor cores are emulated.")
  }

  private func card(_ verdict: PrecisionVerdicts.Verdict) -> Markup {
    PageFrame.card(verdict.name, verdict.verdict, verdict.figure.keepingUnits)
  }

  private var verdictSection: Markup {
    let items = verdicts.map { verdict -> Markup in
      """
      <li><b>\(verdict.name.keepingUnits): \(verdict.verdict).</b> \
      \(verdict.sentence.keepingUnits)</li>

      """
    }
    return "<ul>\(items)</ul>\n"
  }

  private var roundingSection: Markup {
    let plots = [PrecisionMeasure.relative, .worstRow, .difference].flatMap { measure in
      StudyData.allCases.map { data -> Markup in
        """
        <div><h3>\(data.title): \(measure.name)</h3>
        \(plot(measure, on: data).figure)</div>

        """
      }
    }
    return """
      <p>Both axes are logarithmic; a point tells its number when pointed at. Titles say what the \
      left factor is like; the right one is always Gaussian.</p>
      <div class="beside">\(plots)</div>
      """
  }

  private func plot(_ measure: PrecisionMeasure, on data: StudyData) -> LogPlot {
    LogPlot(
      title: "\(data.title): \(measure.name)", axis: "K, products in a sum", unit: measure.unit,
      xTicks: results.study.depths.map(Double.init),
      lines: StudyRecipe.allCases.map { recipe in
        LogPlot.Line(
          name: recipe.rawValue, colour: recipe.colour,
          points: results.roundings.filter { $0.recipe == recipe && $0.data == data }
            .map { (Double($0.depth), measure.shown($0.error)) })
      },
      mark: measure == .difference
        ? (measure.inUnit(PrecisionClaims.Difference.bound), "bound of DeepGEMM's tests") : nil)
  }

  private var accumulationSection: Markup {
    """
    <p>E4M3 products summed as Hopper's tensor cores sum them, a line for each K; its last point is \
    promoted at the end only. The largest error of an element over the mean magnitude.</p>
    \(accumulationPlot.figure)
    """
  }

  private var accumulationPlot: LogPlot {
    let measure = PrecisionMeasure.largest
    let depths = results.study.depths
    let lines = depths.enumerated().map { index, depth in
      // The longer the sums, the darker.
      let tint = 0.75 * Double(depths.count - 1 - index) / Double(max(1, depths.count - 1))
      return LogPlot.Line(
        name: "K = \(grouped(depth))", colour: Palette.mix(Palette.memory[0], tint: tint),
        points: results.accumulations.filter { $0.depth == depth }
          .map { (Double($0.promotionInterval), measure.shown($0.error)) })
    }
    let intervals = Set(results.accumulations.map(\.promotionInterval)).sorted()
    return LogPlot(
      title: measure.name, axis: "N_C, products between promotions", unit: measure.unit,
      xTicks: intervals.map(Double.init), lines: lines,
      mark: (measure.inUnit(0.02), "DeepSeek for K = 4,096: about 2 %"), height: 360)
  }

  private var tableSection: Markup {
    let tables = results.grids.map { grid -> Markup in
      var table = PageTable(headers: grid.headers)
      for row in grid.rows { table.append(row) }
      return "<h3>\(grid.title)</h3>\n<div class=\"dense\">\(table.markup)</div>\n"
    }
    return "\(tables)"
  }

  private var definitionSection: Markup {
    let items = PrecisionMeasure.allCases.map { measure -> Markup in
      "<li><b>\(measure.name)</b>: \(measure.definition).</li>\n"
    }
    return "<p>\(results.comparison)</p>\n<ul>\(items)</ul>\n"
  }
}
