public import Analysis
internal import ExpertParallelism
internal import Quantities
internal import Simulation

/// A routing study as one self-contained page that opens offline.
public struct RoutingReport: Sendable {
  private let figures: RoutingFigures

  public init(_ study: RoutingStudy) { figures = RoutingFigures(study: study) }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(steps + experts)
  public func document() -> [UInt8] {
    var contents = cards
    contents += """
      <section class="answer"><p class="lead">\(figures.headline.keepingUnits)</p></section>

      """
    contents += PageFrame.section("MaxVio, step by step", stepSection)
    contents += PageFrame.section("Load of experts, GPUs and nodes", loadSection)
    contents += PageFrame.section("Rows and bytes on the wires", trafficSection)
    if let sentence = figures.redundancySentence {
      contents += PageFrame.section("Redundant experts", redundancySection(sentence))
    }
    contents += PageFrame.section("What it does to a training step", effectSection)
    return PageFrame.document(
      title: "Routing: load of experts",
      heading: """
        <p class="kicker">Duplex</p><h1>Routing</h1><p>\(figures.heading)</p>
        """, contents: contents)
  }

  private var cards: Markup {
    let study = figures.study
    let bytes = figures.hops[0].dispatch + figures.hops[0].combine
    let isBalanced = figures.plan.balance != .none
    let measured = isBalanced ? study.effect.measured : study.effect.unbalanced
    let cards = [
      PageFrame.card(
        "MaxVio", fixed(study.finalMaxVio, decimals: 3), "mean of \(figures.window)"),
      PageFrame.card(
        "Without balancing", fixed(study.unbalancedMaxVio, decimals: 3), "the same tokens"),
      PageFrame.card(
        "Nodes a token", fixed(study.tally.nodesPerToken, decimals: 3),
        "of \(figures.plan.grid.nodes) that hold experts"),
      PageFrame.card("On NICs, a layer", "\(bytes)", "dispatch and combine of one step"),
      PageFrame.card(
        "Step of \(study.effect.scenario.name)",
        "+" + percent(study.effect.increase(of: measured), decimals: 2),
        "over even loads, simulated"),
    ]
    return "<div class=\"cards\">\(cards)</div>\n"
  }

  private var stepSection: Markup {
    let steps = figures.study.steps
    let chart = LineChart(
      title: "MaxVio over steps", axis: "step",
      lines: lines(
        steps.map { (Double($0.number + 1), $0.maxVio) },
        unbalanced: steps.compactMap { step in
          step.unbalancedMaxVio.map { (Double(step.number + 1), $0) }
        }), mark: (0.1, "MaxVio 0.1"))
    return """
      <p>The greatest load of an expert over the mean, less 1, over the whole batch of each step. \
      Without balancing the same tokens are routed in every tenth step and in \(figures.window).</p>
      \(chart.figure)
      """
  }

  /// Two lines, or one where nothing was balanced.
  private func lines(
    _ balanced: [(x: Double, y: Double)], unbalanced: [(x: Double, y: Double)]
  ) -> [LineChart.Line] {
    let own = LineChart.Line(
      name: figures.balanceName, colour: Palette.forward, points: balanced)
    guard figures.plan.balance != .none else { return [own] }
    let other = LineChart.Line(
      name: "without balancing", colour: Palette.exposedExpert, points: unbalanced)
    return [other, own]
  }

  private var loadSection: Markup {
    let (balanced, unbalanced) = figures.experts
    let order = unbalanced.indices.sorted { (-unbalanced[$0], $0) < (-unbalanced[$1], $1) }
    let points = { (loads: [Int]) -> [(x: Double, y: Double)] in
      let mean = LoadStatistics(loads).mean
      return order.enumerated().map {
        (Double($0.offset + 1), mean > 0 ? Double(loads[$0.element]) / mean : 0)
      }
    }
    let chart = LineChart(
      title: "Load of each expert over the mean", axis: "experts, by load without balancing",
      lines: lines(points(balanced), unbalanced: points(unbalanced)))
    var histogram = Waterfall(unit: "experts", title: "Experts by load over the mean", left: 22)
    for bin in LoadHistogram(balanced).bins {
      histogram.append(
        Waterfall.Bar(
          label: "\(fixed(bin.from, decimals: 3)) to \(fixed(bin.to, decimals: 3))", from: 0,
          to: Double(bin.count), colour: Palette.forward, text: grouped(bin.count)))
    }
    return """
      <p>Load of each expert over the mean, \(figures.window) together; experts in the order of \
      their load without balancing.</p>
      \(chart.figure)<h3>Experts by load over the mean, with \(figures.balanceName)</h3>
      \(histogram.figure(charted: false))<h3>By experts, GPUs and nodes</h3>
      \(levelTable)
      """
  }

  private var levelTable: Markup {
    var table = PageTable(headers: [
      "over", "mean load", "greatest", "least", "MaxVio", "deviation", "MaxVio without balancing",
    ])
    for level in figures.levels {
      let loads = level.statistics
      table.append([
        level.name, grouped(Int(loads.mean.rounded())), grouped(Int(loads.greatest)),
        grouped(Int(loads.least)), fixed(loads.maxViolation, decimals: 4),
        percent(loads.relativeDeviation, decimals: 2),
        fixed(level.unbalanced.maxViolation, decimals: 3),
      ])
    }
    return table.markup
  }

  private var trafficSection: Markup {
    let study = figures.study
    var table = PageTable(headers: [
      "wire", "rows", "counted one by one",
      "bytes of dispatch, FP8, \(grouped(study.dispatchBytesPerRow)) a row",
      "bytes of combine, BF16, \(grouped(study.combineBytesPerRow)) a row",
    ])
    for hop in figures.hops {
      table.append([
        hop.name, grouped(hop.rows), grouped(hop.walkedRows), grouped(Int(hop.dispatch.count)),
        grouped(Int(hop.combine.count)),
      ])
    }
    return "<p>One layer of the last step, in one direction. \(figures.traffic)</p>\(table.markup)"
  }

  private func redundancySection(_ sentence: String) -> Markup {
    var table = PageTable(headers: ["loads", "each once", "with copies", "saved"])
    for row in figures.redundancyRows { table.append(row) }
    return "<p>\(sentence)</p>\(table.markup)"
  }

  private var effectSection: Markup {
    let scenario = figures.study.effect.scenario
    var table = PageTable(headers: ["routing", "skew", "MaxVio", "step, s", "more, s", "more"])
    for row in figures.effectRows { table.append(row) }
    return """
      <p>\(scenario.name) under \(scenario.step.schedule), simulated with loads as spread out as \
      those of the stream.</p>\(table.markup)<p>\(figures.mapping)</p>

      """
  }
}
