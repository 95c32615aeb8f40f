public import Analysis
internal import ClusterModels
internal import CostModels
internal import Quantities
internal import Simulation
internal import TransformerModels

/// A comparison as one self-contained page that opens offline, on a phone and on paper too.
public struct HTMLReport: Sendable {
  /// Where Debian's and Ubuntu's `libjs-chart.js` keep the script.
  public static let chartScriptPath = "/usr/share/javascript/chart.js/chart.min.js"

  let comparison: Comparison
  let figures: Figures
  private let explanation: Explanation?
  private let chartScript: String?

  /// Takes what to report.
  ///
  /// - Parameters:
  ///   - comparison: At least one schedule, evaluated or refused.
  ///   - explanation: Of one of its schedules, drawn in place of the plain what-ifs; nil for none.
  ///   - chartScript: Text of Chart.js 3 or later, inlined into the page; nil leaves the bars as
  ///     drawn.
  public init(
    _ comparison: Comparison, explanation: Explanation? = nil, chartScript: String? = nil
  ) {
    self.comparison = comparison
    self.explanation = explanation
    self.chartScript = chartScript
    figures = Figures(comparison.evaluations)
  }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(slots and events of all timelines)
  public func document() -> [UInt8] {
    var page = Markup()
    if !comparison.evaluations.isEmpty {
      page += cards
      page += answer
      page += section("Where the step goes", stepSection)
      if let explanation { page += explanationSections(explanation) }
      page += section("The pipelines", pipelineSection)
      page += section("Columns of the ISCA 2025 paper", actionSection)
      page += section("Throughput", throughputSection)
      page += section("Memory", memorySection)
      if explanation == nil { page += section("What if", whatIfSection) }
      if comparison.evaluations.contains(where: { $0.run != nil }) {
        page += section("The whole run", runSection)
      }
      if comparison.evaluations.contains(where: { $0.uncertainty != nil }) {
        page += section("How sure this is", intervalSection)
      }
      if comparison.evaluations.contains(where: { !$0.notes.isEmpty }) {
        page += section("Notes", noteSection)
      }
    }
    if !comparison.refusals.isEmpty { page += section("Cannot run here", refusalSection) }
    if !comparison.assumptions.isEmpty { page += section("Assumptions", assumptionSection) }
    return PageFrame.document(
      title: "\(comparison.scenario.name): pipeline schedules compared", heading: heading,
      contents: page, scripts: scripts)
  }

  var charted: Bool { chartScript != nil }

  /// Position of the fastest schedule among the rows of every table.
  var best: Int? {
    comparison.evaluations.firstIndex { $0.schedule == comparison.fastest?.schedule }
  }

  private var heading: Markup {
    let (scenario, step) = (comparison.scenario, comparison.scenario.step)
    let gpus = grouped(step.parallelism.gpus)
    return """
      <p class="kicker">Duplex</p><h1>\(scenario.name)</h1>
      <p>\(scenario.model.name) on \(gpus) \(scenario.cluster.accelerator.name): \
      \(step.parallelism.summary); \(grouped(step.sequences)) sequences of \
      \(grouped(step.sequenceLength)) tokens a step, \(grouped(step.microbatches)) microbatches \
      a pipeline, \(step.precision.rawValue)</p>
      """
  }

  private var cards: Markup {
    guard let fastest = comparison.fastest else { return Markup() }
    var cards = [
      card("Fastest schedule", fastest.schedule, "\(figures.withUnit(fastest.step.seconds)) a step")
    ]
    if let baseline = comparison.baseline, baseline.schedule != fastest.schedule {
      let saved = baseline.step.seconds - fastest.step.seconds
      cards.append(
        card(
          "Against \(baseline.schedule)", "−\(percent(saved / baseline.step.seconds))",
          "\(figures.withUnit(saved)) less a step"))
    }
    let throughput = fastest.throughput
    cards.append(
      card(
        "Tokens a day", magnitude(throughput.tokensPerDay),
        "\(magnitude(throughput.tokensPerSecond)) a second"))
    cards.append(
      card(
        "MFU, causal", percent(throughput.mfuCausal, decimals: 1),
        "\(percent(throughput.mfuFull, decimals: 1)) full square"))
    if let run = fastest.run {
      cards.append(
        card(
          "The whole run", run.cost?.description ?? "\(magnitude(run.gpuHours)) GPU-hours",
          "\(magnitude(run.gpuHours)) GPU-hours, \(fixed(run.days, decimals: 1)) days"))
    }
    return "<div class=\"cards\">\(cards)</div>\n"
  }

  private func card(_ name: String, _ value: String, _ remark: String) -> Markup {
    PageFrame.card(name, value, remark)
  }

  private var answer: Markup {
    let summary = ComparisonSummary(comparison)
    let paragraphs = summary.paragraphs.map { text -> Markup in
      "<p>\(text.keepingUnits.withTrueMinus)</p>\n"
    }
    return """
      <section class="answer"><p class="lead">\(summary.headline.keepingUnits)</p>
      \(paragraphs)</section>

      """
  }

  func section(_ title: String, _ content: Markup) -> Markup {
    PageFrame.section(title, content)
  }

  private var scripts: Markup {
    let chart = chartScript.map { text -> Markup in
      "<script>\(Markup(utf8: Array(text.replacingClosingTags.utf8)))</script>\n"
    }
    return "\(chart ?? Markup())<script>\(PageScript.javascript)</script>\n"
  }
}

extension String {
  /// Keeps a script from ending early: `</script` inside its strings becomes `<\/script`.
  fileprivate var replacingClosingTags: String {
    var pieces = split(separator: "</", omittingEmptySubsequences: false)[...]
    guard var text = pieces.popFirst().map(String.init) else { return "" }
    for piece in pieces {
      text += piece.lowercased().hasPrefix("script") ? "<\\/" : "</"
      text += piece
    }
    return text
  }
}
