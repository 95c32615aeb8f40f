public import Analysis
internal import ExpertParallelism
internal import Quantities
internal import Simulation

/// A routing study for people at a terminal, at most 100 columns wide.
public struct RoutingTable: Sendable, CustomStringConvertible {
  private let figures: RoutingFigures
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ study: RoutingStudy, bold: Bool = false) {
    figures = RoutingFigures(study: study)
    self.bold = bold
  }

  /// All sections, a blank line between them, without a final line break.
  public var description: String {
    let sections = [
      [title("Routing")] + figures.heading.wrapped(width: 96), stepSection, levelSection,
      histogramSection, trafficSection, redundancySection, effectSection,
      figures.headline.wrapped(width: 80),
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  /// About ten steps, the first and the last among them.
  private var stepSection: [String] {
    var table = TextTable(headers: [
      "step", "MaxVio\nexperts", "MaxVio\nGPUs", "MaxVio\nnodes", "nodes\na token",
      "unbalanced\nMaxVio",
    ])
    let steps = figures.study.steps
    let every = max(1, (steps.count + 9) / 10)
    for step in steps where step.number.isMultiple(of: every) || step.number == steps.count - 1 {
      table.rows.append(
        ["\(step.number + 1)"]
          + [step.maxVio, step.gpuMaxVio, step.nodeMaxVio, step.nodesPerToken].map {
            fixed($0, decimals: 3)
          } + [step.unbalancedMaxVio.map { fixed($0, decimals: 3) } ?? ""])
    }
    return [title("MaxVio: greatest over mean load, less 1, with \(figures.balanceName)")]
      + table.lines
  }

  private var levelSection: [String] {
    var table = TextTable(headers: [
      "over", "mean load", "greatest", "least", "MaxVio", "deviation", "unbalanced\nMaxVio",
    ])
    for level in figures.levels {
      let loads = level.statistics
      table.rows.append([
        level.name, grouped(Int(loads.mean.rounded())), grouped(Int(loads.greatest)),
        grouped(Int(loads.least)), fixed(loads.maxViolation, decimals: 4),
        percent(loads.relativeDeviation, decimals: 2),
        fixed(level.unbalanced.maxViolation, decimals: 3),
      ])
    }
    return [title("Load, selections of \(figures.window) together")] + table.lines
  }

  private var histogramSection: [String] {
    [title("Experts by load over the mean, \(figures.window) together")]
      + LoadHistogram(figures.experts.balanced).lines
  }

  private var trafficSection: [String] {
    let study = figures.study
    var table = TextTable(headers: [
      "wire", "rows", "counted\none by one",
      "dispatch, FP8\n\(grouped(study.dispatchBytesPerRow)) B a row",
      "combine, BF16\n\(grouped(study.combineBytesPerRow)) B a row",
    ])
    for hop in figures.hops {
      table.rows.append([
        hop.name, grouped(hop.rows), grouped(hop.walkedRows), grouped(Int(hop.dispatch.count)),
        grouped(Int(hop.combine.count)),
      ])
    }
    return [title("Bytes of the last step, one layer, one direction")] + table.lines
      + figures.traffic.wrapped(width: 80)
  }

  private var redundancySection: [String] {
    guard let sentence = figures.redundancySentence else { return [] }
    var table = TextTable(headers: ["loads", "each once", "with copies", "saved"])
    table.rows = figures.redundancyRows
    return [title("Redundant experts")] + sentence.wrapped(width: 80) + table.lines
  }

  private var effectSection: [String] {
    let scenario = figures.study.effect.scenario
    var table = TextTable(headers: ["routing", "skew", "MaxVio", "step\ns", "more\ns", "more"])
    table.rows = figures.effectRows
    return [title("The step of \(scenario.name) under \(scenario.step.schedule), simulated")]
      + table.lines + figures.mapping.wrapped(width: 80)
  }

  private func title(_ text: String) -> String { bold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
