internal import Analysis
internal import Quantities

/// How far predictions may be off, for a terminal at most 100 columns wide.
struct IntervalTables: Sendable {
  private let evaluations: [Evaluation]
  private let figures: Figures

  /// Leaves out evaluations without intervals.
  init(_ evaluations: [Evaluation], _ figures: Figures) {
    self.evaluations = evaluations.filter { $0.uncertainty != nil }
    self.figures = figures
  }

  /// Of one schedule all predictions, a row each; of several what they are compared by.
  var sections: [(title: String, lines: [String])] {
    guard let first = evaluations.first else { return [] }
    let samples = first.uncertainty?.samples ?? 0
    let title = "Intervals: nine tenths of \(samples) samples of what models may miss"
    guard evaluations.count == 1 else {
      return [
        (title + "; the step", stepTable.lines),
        (
          "Low-high by the rows of the ISCA 2025 paper's Table 4, seconds",
          rangeTable(
            first.predictions.filter(\.isAction).compactMap(\.key),
            names: first.actionSeconds.map(\.name)
          ).lines
        ),
        (
          "Low-high of shares of the step and of rates, the run scaled as its step",
          rangeTable(
            [
              "bubbleFraction", "exposedExpertFraction", "exposedPipelineFraction", "mfuCausal",
              "tokensPerDay", "gpuHours",
            ],
            names: [
              "bubble", "exposed\nexpert", "exposed\npipeline", "MFU\ncausal", "tokens/day",
              "GPU-hours",
            ]
          ).lines
        ),
      ]
    }
    return [
      (title + "; runs scaled as their step", predictionTable(first).lines),
      (
        "What the step hangs on, from the low to the high end of each range",
        sourceTable(first).lines
      ),
    ]
  }

  private func predictionTable(_ evaluation: Evaluation) -> TextTable {
    var table = TextTable(headers: [evaluation.schedule, "predicted", "low", "high"])
    for prediction in evaluation.predictions {
      table.rows.append(
        [prediction.name]
          + [prediction.value, prediction.interval.low, prediction.interval.high].map {
            prediction.text($0, figures)
          })
    }
    return table
  }

  private func sourceTable(_ evaluation: Evaluation) -> TextTable {
    var table = TextTable(headers: ["source", "low", "high", "moves the\nstep by s", "share"])
    guard let uncertainty = evaluation.uncertainty else { return table }
    for (source, moved) in zip(uncertainty.sources, uncertainty.sensitivities) {
      table.rows.append([
        source.kind.rawValue, significant(source.range.lowerBound, digits: 3),
        significant(source.range.upperBound, digits: 3), figures.seconds(moved),
        percent(moved / evaluation.step.seconds),
      ])
    }
    return table
  }

  /// How far each step may be off, and what it hangs on most.
  private var stepTable: TextTable {
    var table = TextTable(headers: [
      "schedule", "step\ns", "low\ns", "high\ns", "hangs most on", "by\ns",
    ])
    for evaluation in evaluations {
      guard let uncertainty = evaluation.uncertainty else { continue }
      let most = uncertainty.sensitivities.indices.max {
        uncertainty.sensitivities[$0].magnitude < uncertainty.sensitivities[$1].magnitude
      }
      table.rows.append([
        evaluation.schedule, figures.seconds(evaluation.step.seconds),
        figures.seconds(uncertainty.step.low), figures.seconds(uncertainty.step.high),
        most.map { uncertainty.sources[$0].kind.rawValue } ?? "",
        most.map { figures.seconds(uncertainty.sensitivities[$0]) } ?? "",
      ])
    }
    return table
  }

  /// A column a key; without those that no schedule has.
  private func rangeTable(_ keys: [String], names: [String]) -> TextTable {
    let columns = zip(keys, names).compactMap { key, name -> (name: String, cells: [String])? in
      let cells = evaluations.map { evaluation in
        evaluation.predictions.first { $0.key == key }?.range(figures) ?? ""
      }
      return cells.allSatisfy(\.isEmpty) ? nil : (name, cells)
    }
    var table = TextTable(headers: ["schedule"] + columns.map(\.name))
    table.gap = 1
    table.rows = evaluations.indices.map { row in
      [evaluations[row].schedule] + columns.map { $0.cells[row] }
    }
    return table
  }
}
