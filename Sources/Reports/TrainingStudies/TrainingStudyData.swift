public import Analysis
public import Quantities

/// A training study for programs: as one JSON document, and as comma-separated values.
public struct TrainingStudyData: Sendable {
  /// Raised when a key changes its meaning or goes away.
  public static let format = 1

  private let results: TrainingStudyResults

  public init(_ results: TrainingStudyResults) { self.results = results }

  /// `format`, `study`, `baseline`, `claimHolds` where there is a claim, and a member of `runs` for each
  /// run: losses in nats, differences relative to the baseline.
  public var document: JSONText {
    let differences = results.differences
    return .object(
      [
        JSONText.Member("format", .integer(Self.format)),
        JSONText.Member("study", .string(results.study.subject.rawValue)),
        JSONText.Member("baseline", .string(results.baseline?.name ?? "")),
      ]
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

  private func run(
    _ curve: TrainingCurve, _ difference: TrainingStudyResults.Difference?
  ) -> JSONText {
    var members = [
      JSONText.Member("name", .string(curve.name)),
      JSONText.Member("steps", .integer(curve.losses.count)),
      JSONText.Member("firstLoss", .number(curve.losses.first ?? 0)),
      JSONText.Member("lastSmoothedLoss", .number(curve.smoothedLosses.last ?? 0)),
      JSONText.Member("worstMaxVio", .number(curve.violations.max() ?? 0)),
      JSONText.Member("lastMaxVio", .number(TrainingCurve.ending(curve.violations))),
    ]
    if let difference {
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
