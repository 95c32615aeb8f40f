internal import Analysis
internal import Quantities

extension HTMLReport {
  /// Every prediction with its interval, a column a schedule, and what the best step hangs on.
  var intervalSection: Markup {
    let evaluations = comparison.evaluations.filter { $0.uncertainty != nil }
    guard let first = evaluations.first, let samples = first.uncertainty?.samples else {
      return Markup()
    }
    let table = evaluations.count == 1 ? predictionTable(first) : rangeTable(evaluations)
    return """
      <p>Low and high hold nine tenths of \(samples) samples of what the cost models may miss and \
      assumptions may be, and the prediction itself. Rates follow from the step; simulated phases of \
      a run are scaled as its step. What the simulation leaves out is in none of them.</p>
      <div class="dense ranges">\(table.markup)</div>\(sourceTable)
      """
  }

  private func predictionTable(_ evaluation: Evaluation) -> PageTable {
    var table = PageTable(headers: ["predicted", evaluation.schedule, "low", "high"])
    for prediction in evaluation.predictions {
      let values = [prediction.value, prediction.interval.low, prediction.interval.high]
      table.append([prediction.name] + values.map { prediction.text($0, figures) })
    }
    return table
  }

  private func rangeTable(_ evaluations: [Evaluation]) -> PageTable {
    let predictions = evaluations.map(\.predictions)
    var table = PageTable(headers: ["predicted"] + evaluations.map(\.schedule))
    for name in predictions[0].map(\.name) {
      let cells = predictions.map { column -> Markup in
        guard let prediction = column.first(where: { $0.name == name }) else { return "" }
        let range = prediction.range(figures).replacing("-", with: "\u{2013}")
        return "\(prediction.text(prediction.value, figures)) <small>\(range)</small>"
      }
      table.rows.append(["\(name)"] + cells)
    }
    return table
  }

  private var sourceTable: Markup {
    guard let best, let uncertainty = comparison.evaluations[best].uncertainty else {
      return Markup()
    }
    let step = comparison.evaluations[best].step.seconds
    var table = PageTable(
      headers: ["source", "low", "high", "moves the step (s)", "why this range"], words: [4])
    for (source, moved) in zip(uncertainty.sources, uncertainty.sensitivities) {
      table.rows.append([
        "\(source.kind.rawValue)", "\(significant(source.range.lowerBound, digits: 3))",
        "\(significant(source.range.upperBound, digits: 3))",
        "\(figures.seconds(moved)) <small>\(percent(step > 0 ? moved / step : 0))</small>",
        "\(source.reason)",
      ])
    }
    return """
      <h3>What the step of \(comparison.evaluations[best].schedule) hangs on</h3>
      <p>Factors on durations, or values of a parameter; from the low to the high end of one range, \
      the others in their middle.</p>
      \(table.markup)
      """
  }
}
