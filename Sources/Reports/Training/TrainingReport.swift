internal import Analysis
internal import Quantities
internal import Timelines
public import Training
internal import TransformerModels

/// A training run as one self-contained page that opens offline, on a phone and on paper too.
public struct TrainingReport: Sendable {
  let history: TrainingHistory
  private let heldOutLoss: Double?
  private let overlay: StepOverlay?

  /// Takes what to report.
  ///
  /// - Parameters:
  ///   - history: With at least one step.
  ///   - heldOutLoss: In nats a token, of text that was not trained on; nil where it was not computed.
  ///   - overlay: Of steps that were measured slot by slot; nil for none.
  public init(
    _ history: TrainingHistory, heldOutLoss: Double? = nil, overlay: StepOverlay? = nil
  ) {
    precondition(!history.steps.isEmpty, "a report of no step")
    self.history = history
    self.heldOutLoss = heldOutLoss
    self.overlay = overlay
  }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(steps + samples · experts + slots)
  public func document() -> [UInt8] {
    var contents: Markup = "<div class=\"cards\">\(cards)</div>\n"
    contents += """
      <section class="answer"><p class="lead">\(headline.keepingUnits.withTrueMinus)</p></section>

      """
    contents += PageFrame.section("Loss", lossSection)
    if !history.layers.isEmpty {
      contents += PageFrame.section("Load of experts", loadSection)
    }
    contents += PageFrame.section("Throughput", throughputSection)
    if let overlay {
      contents += PageFrame.section("A step, measured and predicted", step(overlay))
    }
    return PageFrame.document(
      title: "\(history.facts.settings.model.architecture.name): training",
      heading: """
        <p class="kicker">Duplex</p><h1>Training of \
        \(history.facts.settings.model.architecture.name)</h1><p>\(heading)</p>
        """,
      contents: contents, scripts: "<script>\(PageScript.javascript)</script>\n",
      footer: "Losses, loads and times were measured.")
  }

  /// Means are over the last so many steps: a quarter of them, at most 20.
  var window: Int { max(1, min(20, history.steps.count / 4)) }

  func lastMean(_ value: (StepMetrics) -> Double) -> Double {
    history.steps.suffix(window).map(value).reduce(0, +) / Double(window)
  }

  private var heading: String {
    let (facts, settings) = (history.facts, history.facts.settings)
    let ranks = facts.pipelineRanks * facts.dataRanks
    let batch = settings.batch
    return "\(magnitude(Double(facts.parameters))) parameters on \(ranks) "
      + "rank\(ranks == 1 ? "" : "s"): pipeline \(facts.pipelineRanks), data \(facts.dataRanks); "
      + "\(settings.schedule.name), stages \(facts.layout); \(grouped(batch.sequences)) sequences of "
      + "\(grouped(batch.sequenceLength)) tokens a step, \(grouped(batch.microbatch)) a microbatch; "
      + settings.model.precision.name
  }

  private var headline: String {
    guard let first = history.steps.first, let last = history.steps.last else { return "" }
    let tokens = history.steps.reduce(0) { $0 + $1.tokens }
    let mean = window == 1 ? "" : " (mean of the last \(window))"
    // Where rows of metrics are missing, the tokens are not all that the run read.
    let isWhole = first.step == 1 && last.step == history.steps.count
    let extent =
      isWhole
      ? "in \(MeasuredFigures.count(last.step, "step"))"
      : "from step \(grouped(first.step)) to step \(grouped(last.step))"
    return "The loss went from \(fixed(first.loss, decimals: 3)) to "
      + "\(fixed(lastMean(\.loss), decimals: 3)) nats a token\(mean) \(extent); "
      + "\(magnitude(Double(tokens))) tokens were read in \(significant(seconds, digits: 3)) s."
  }

  private var seconds: Double { history.steps.reduce(0) { $0 + $1.seconds } }

  private var cards: [Markup] {
    var cards = [
      PageFrame.card(
        "Loss", fixed(lastMean(\.loss), decimals: 3),
        window == 1 ? "nats a token, in the last step" : "nats a token, mean of the last \(window)"),
      PageFrame.card("Tokens a second", magnitude(lastMean(\.tokensPerSecond)), "the same steps"),
    ]
    if let heldOutLoss {
      cards.insert(
        PageFrame.card(
          "Held-out loss", fixed(heldOutLoss, decimals: 3), "nats a token, after the last step"),
        at: 1)
    }
    if !history.layers.isEmpty {
      cards.append(
        PageFrame.card(
          "MaxVio", fixed(lastMean(\.maxVio), decimals: 3),
          "of the worst layer, the same steps; mean MaxVio "
            + fixed(lastMean(\.meanMaxVio), decimals: 3)))
    }
    if let overlay {
      cards.append(
        PageFrame.card(
          "Step of the pipeline",
          "\(MeasuredFigures.milliseconds(overlay.measured.step.seconds)) ms",
          ("measured; predicted "
            + MeasuredFigures.milliseconds(overlay.predicted.step.seconds)
            + " ms (\(MeasuredFigures.error(overlay.error)))").keepingUnits.withTrueMinus))
      cards.append(
        PageFrame.card(
          "Idle", MeasuredFigures.share(overlay.measured.idleFraction),
          ("measured; predicted \(MeasuredFigures.share(overlay.predicted.idleFraction)); bubble "
            + "\(MeasuredFigures.share(overlay.measured.bubbleFraction)) and "
            + MeasuredFigures.share(overlay.predicted.bubbleFraction)).keepingUnits))
    }
    return cards
  }

  private func step(_ overlay: StepOverlay) -> Markup {
    """
    <p>\(history.facts.settings.schedule.name): the step of median length of \
    \(MeasuredFigures.count(overlay.steps, "measured step")), a row a rank, above the same step by the \
    simulation's engine with measured lengths of slots and messages, on one time axis. Cyan is pipeline \
    communication, which waits for bytes that move; grey is bubble, which waits for work that is not \
    there. Point at a bar to read its action.</p>
    \(overlay.pictures)\(overlay.comparison)<h3>What each rank did</h3>
    \(overlay.ranks)
    """
  }
}
