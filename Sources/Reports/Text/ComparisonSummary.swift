public import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Simulation
internal import Timelines

/// What a comparison says, in plain sentences: which schedule is fastest and why, what stays
/// exposed, and whether DualPipe earns its second copy of the parameters.
public struct ComparisonSummary: Hashable, Sendable {
  /// One line: the fastest schedule, its step and what it saves.
  public let headline: String
  /// One paragraph each, without line breaks.
  public let paragraphs: [String]

  /// - Complexity: O(schedules + events of the schedules' timelines)
  public init(_ comparison: Comparison) {
    let figures = Figures(comparison.evaluations)
    guard let fastest = comparison.fastest else {
      headline = "No schedule can run in this scenario."
      paragraphs = []
      return
    }
    let baseline = comparison.baseline
    headline = Self.headline(
      fastest, baseline, isAlone: comparison.evaluations.count == 1, figures)
    var paragraphs: [String] = []
    if let baseline, baseline.schedule != fastest.schedule {
      paragraphs.append(Self.reasons(fastest, baseline, figures))
    }
    let unpaired = comparison.evaluations.first { $0.timeline.meanActions.pairs == .zero }
    if let baseline = baseline ?? unpaired {
      let overlap = comparison.scenario.step.overlap
      paragraphs += Self.exposure(baseline, fastest, overlap, figures).map { [$0] } ?? []
    }
    if let verdict = Self.dualPipeVerdict(comparison, figures) { paragraphs.append(verdict) }
    let misfits = comparison.evaluations.filter { !$0.memory.fits }
    if !misfits.isEmpty {
      paragraphs.append(
        "Not enough memory for "
          + misfits.map { "\($0.schedule) (\($0.memory.verdict) on rank \($0.memory.peakRank))" }
          .joined(separator: ", ") + ".")
    }
    self.paragraphs = paragraphs
  }

  private static func headline(
    _ fastest: Evaluation, _ baseline: Evaluation?, isAlone: Bool, _ figures: Figures
  ) -> String {
    let length = "\(figures.withUnit(fastest.step.seconds)) a step"
    guard fastest.memory.fits else {
      return "No schedule fits the GPUs' memory; \(fastest.schedule) would take \(length)."
    }
    guard !isAlone else { return "\(fastest.schedule) takes \(length)." }
    let start = "\(fastest.schedule) is the fastest: \(length)"
    guard let baseline, baseline.schedule != fastest.schedule else { return start + "." }
    let saved = baseline.step.seconds - fastest.step.seconds
    return start + ", \(figures.withUnit(saved)) (\(percent(saved / baseline.step.seconds))) less "
      + "than \(baseline.schedule)."
  }

  /// Where the saved seconds come from; the parts of both steps are means over all GPUs, so that
  /// their differences add up to the difference of the steps.
  private static func reasons(
    _ fastest: Evaluation, _ baseline: Evaluation, _ figures: Figures
  ) -> String {
    let order: [StepPart] = [
      .bubble, .exposedExpert, .exposedPipeline, .optimizer, .computing,
    ]
    let parts = order.compactMap { part -> String? in
      let change = fastest.mean(of: part) - baseline.mean(of: part)
      guard !figures.vanishes(change) else { return nil }
      return "\(part.rawValue) \(change > 0 ? "+" : "-")\(figures.withUnit(change.magnitude))"
    }
    return "Why: from \(baseline.schedule) to \(fastest.schedule) the mean GPU's step changes by "
      + parts.joined(separator: ", ") + "."
  }

  /// What hides expert communication, and what does not; nil where the model has none.
  private static func exposure(
    _ baseline: Evaluation, _ fastest: Evaluation, _ overlap: StepConfiguration.Overlap,
    _ figures: Figures
  ) -> String? {
    let busy = baseline.expertCommunicationSeconds
    let exposed = baseline.mean(of: .exposedExpert)
    let wait = baseline.timeline.meanShares.expertWait.seconds
    guard busy != nil || exposed > 0 else { return nil }
    let hiding = "expert communication hides behind the shared expert and weight gradients only: "
    var text =
      switch overlap {
      case .pairs: "Without pairs, \(hiding)"
      case .sharedExpert: "Here \(hiding)"
      case .none: "Nothing hides expert communication here: "
      }
    if let busy {
      let hidden = max(0, busy - (exposed - wait))
      text +=
        "of the \(figures.withUnit(busy)) that \(baseline.schedule)'s all-to-alls take on a GPU, "
        + "\(figures.withUnit(hidden)) are hidden; "
    }
    text += "\(figures.withUnit(exposed)) (\(percent(exposed / baseline.step.seconds)) of the step)"
    text += waitText(wait, figures) + " stay exposed under \(baseline.schedule)"
    guard fastest.schedule != baseline.schedule else { return text + "." }
    let left = fastest.mean(of: .exposedExpert)
    return text + ", \(figures.withUnit(left)) (\(percent(left / fastest.step.seconds))) under "
      + "\(fastest.schedule)."
  }

  private static func waitText(_ wait: Double, _ figures: Figures) -> String {
    figures.vanishes(wait)
      ? "" : ", \(figures.withUnit(wait)) of it waiting for the group or for an exchange before,"
  }
}

/// The evaluation with the shortest step among those that fit, or among all where none fits.
func best(_ evaluations: [Evaluation]) -> Evaluation? {
  let fitting = evaluations.filter(\.memory.fits)
  return (fitting.isEmpty ? evaluations : fitting).min { $0.step < $1.step }
}

extension Comparison {
  /// The evaluation with the shortest step among those that fit, or among all where none fits.
  var fastest: Evaluation? { best(evaluations) }

  /// The schedule that others are measured against: `1f1b`.
  var baseline: Evaluation? { evaluations.first { $0.schedule == "1f1b" } }
}

extension Evaluation {
  /// Mean over GPUs of one part of the step, in seconds.
  func mean(of part: StepPart) -> Double { part.time(in: timeline.meanShares).seconds }

  /// How long the expert stream of the chosen replica is busy, mean over its ranks; nil where the
  /// timeline keeps no events.
  var expertCommunicationSeconds: Double? {
    guard !timeline.events.isEmpty else { return nil }
    var busy = VirtualTime.zero
    for event in timeline.events where event.stream == .expert { busy += event.end - event.start }
    return busy == .zero ? nil : busy.seconds / Double(timeline.schedule.ranks)
  }
}
