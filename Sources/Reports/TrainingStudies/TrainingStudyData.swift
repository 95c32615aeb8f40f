public import Analysis
public import Quantities
internal import Training
internal import TransformerModels

/// A training study for programs: as one JSON document, and as comma-separated values.
public struct TrainingStudyData: Sendable {
  /// Raised when a key changes its meaning or goes away.
  public static let format = 1

  private let results: TrainingStudyResults

  public init(_ results: TrainingStudyResults) { self.results = results }

  /// `format`, `study`, `baseline`, what the runs have in common, `claimHolds` where there is a claim,
  /// and a member of `runs` for each run: losses in nats, differences relative to the baseline.
  public var document: JSONText {
    let differences = results.differences
    return .object(
      [
        JSONText.Member("format", .integer(Self.format)),
        JSONText.Member("study", .string(results.study.subject.rawValue)),
        JSONText.Member("baseline", .string(results.baseline?.name ?? "")),
      ] + common
        + (results.claimHolds.map { [JSONText.Member("claimHolds", .bool($0))] } ?? [])
        + [
          JSONText.Member(
            "runs",
            .array(
              results.curves.map { curve in
                let difference = differences.first { $0.name == curve.name }
                return run(curve, difference)
              }))
        ])
  }

  private var common: [JSONText.Member] {
    guard let settings = results.study.variants.first?.settings else { return [] }
    let members = [
      JSONText.Member("model", .string(settings.model.architecture.name)),
      JSONText.Member("ranks", .integer(results.ranks)),
      JSONText.Member("pipelineRanks", .integer(settings.pipelineRanks)),
      JSONText.Member("dataRanks", .integer(results.ranks / settings.pipelineRanks)),
      JSONText.Member("schedule", .string(settings.schedule.name)),
    ]
    guard results.study.subject == .balancing else { return members }
    return members + [JSONText.Member("precision", .string(settings.model.precision.name))]
  }

  private func run(
    _ curve: TrainingCurve, _ difference: TrainingStudyResults.Difference?
  ) -> JSONText {
    // A run that diverged at once has no numbers.
    let number = { (value: Double?) in value.map(JSONText.number) ?? .null }
    let hasSteps = !curve.losses.isEmpty
    var members = [
      JSONText.Member("name", .string(curve.name)),
      JSONText.Member("steps", .integer(curve.losses.count)),
      JSONText.Member(
        "divergedStep", curve.divergedStep.map(JSONText.integer) ?? .null),
      JSONText.Member("firstLoss", number(curve.losses.first)),
      JSONText.Member("lastSmoothedLoss", number(curve.smoothedLosses.last)),
      JSONText.Member(
        "wholeRunMaxVio", number(hasSteps ? TrainingCurve.mean(curve.violations) : nil)),
      JSONText.Member(
        "lastMaxVio", number(hasSteps ? TrainingCurve.ending(curve.violations) : nil)),
    ]
    if let difference, !difference.values.isEmpty {
      members += [
        JSONText.Member("worstDifference", .number(difference.worst)),
        JSONText.Member("lastDifference", .number(difference.final)),
        JSONText.Member(
          "shareWithinClaim",
          .number(difference.share(within: TrainingStudyResults.claimedDifference))),
      ]
    }
    return .object(members)
  }

  /// A header, then a row for each run and step.
  public var steps: String {
    var text = "run,step,loss,smoothedLoss,maxVio\n"
    for curve in results.curves {
      for (index, smoothed) in curve.smoothedLosses.enumerated() {
        text += "\(curve.name),\(index + 1),\(curve.losses[index]),\(smoothed),"
        text += "\(curve.violations[index])\n"
      }
    }
    return text
  }
}
