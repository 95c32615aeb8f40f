internal import Analysis
internal import Quantities
internal import Training
internal import TransformerModels

/// What table and page of a training study both say.
struct TrainingStudyFigures: Sendable {
  let results: TrainingStudyResults

  var title: String {
    switch results.study.subject {
    case .precision: "Training in several precisions"
    case .balancing: "Training with and without balancing"
    }
  }

  /// How long and on what the runs trained.
  var setting: String {
    let settings = results.study.variants.first?.settings
    let steps = results.curves.map(\.losses.count).max() ?? 0
    guard let settings else { return MeasuredFigures.count(steps, "step") }
    let precision =
      results.study.subject == .balancing ? ", \(settings.model.precision.name)" : ""
    return "\(settings.model.architecture.name)\(precision), "
      + "\(MeasuredFigures.count(steps, "step")) of "
      + "\(MeasuredFigures.count(settings.batch.sequences, "sequence")) of "
      + "\(grouped(settings.batch.sequenceLength)) tokens, seed \(settings.model.seed); "
      + "pipeline \(settings.pipelineRanks) x data \(results.ranks / settings.pipelineRanks), "
      + settings.schedule.name
  }

  var headers: [String] {
    let names = [
      "run", "first\nloss", "last\nloss", "MaxVio over\nthe run", "MaxVio\nat the end",
    ]
    guard let baseline = results.baseline else { return names }
    return names + [
      "furthest from\n\(baseline.name)", "at the end from\n\(baseline.name)",
    ]
  }

  /// A row a run; losses smoothed, in nats.
  var rows: [[String]] {
    let differences = Dictionary(
      results.differences.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    return results.curves.map { curve in
      // A run that diverged at once has no numbers.
      let numbers =
        curve.losses.isEmpty
        ? ["", "", "", ""]
        : [
          fixed(curve.losses.first ?? 0, decimals: 4),
          fixed(curve.smoothedLosses.last ?? 0, decimals: 4),
          fixed(TrainingCurve.mean(curve.violations), decimals: 3),
          fixed(TrainingCurve.ending(curve.violations), decimals: 3),
        ]
      let cells = [curve.name] + numbers
      guard results.baseline != nil else { return cells }
      let difference = differences[curve.name].flatMap { $0.values.isEmpty ? nil : $0 }
      return cells + [difference?.worst, difference?.final].map { $0.map(Self.percent) ?? "" }
    }
  }

  /// The runs that ended before they should; empty where none did.
  var divergences: String {
    results.curves.compactMap { curve in
      curve.divergedStep.map {
        "\(curve.name) diverged at step \(grouped($0)): its gradients were no finite numbers."
      }
    }.joined(separator: " ")
  }

  /// The verdict on the claim of the report, and how far FP32, which rounds less than either, is from
  /// BF16; empty where there is no claim.
  var verdict: String {
    guard let holds = results.claimHolds,
      let eightBit = results.differences.first(where: { $0.name == PrecisionName.fp8.rawValue })
    else { return "" }
    if let warmup = results.study.variants.first?.settings.optimizer.warmup,
      eightBit.values.count <= warmup
    {
      return
        "No verdict on FP8 beside BF16: the runs end in the warm-up, which takes \(warmup) steps."
    }
    let share = eightBit.share(within: TrainingStudyResults.claimedDifference)
    var text =
      "Fine-grained FP8 stays within 0.25 % of BF16 in the smoothed loss: "
      + (holds ? "yes" : "no") + ", \(Self.percent(eightBit.worst)) at worst, "
      + "\(Self.percent(eightBit.final)) at the end of this run, below 0.25 % in "
      + "\(fixed(share * 100, decimals: 0)) % of the steps."
    if let full = results.differences.first(where: { $0.name == PrecisionName.fp32.rawValue }) {
      text +=
        " For scale: FP32 is \(Self.percent(full.worst)) from BF16 at worst and "
        + "\(Self.percent(full.final)) at the end; so far does a rounding lead apart runs of this size."
    }
    return text
  }

  let definitions =
    "Losses are cross-entropies of the next token in nats, smoothed by an exponential moving average "
    + "that keeps 0.9 of itself each step; differences are those of smoothed losses, relative. MaxVio "
    + "is the greatest load of an expert over the mean, minus 1, of the worst layer: the mean over all "
    + "steps, and at the end, over the last tenth of them."

  /// With its sign: `+0.12 %`.
  private static func percent(_ value: Double) -> String {
    let text = fixed(value * 100, decimals: 2)
    return (text.hasPrefix("-") ? "" : "+") + text + " %"
  }
}
