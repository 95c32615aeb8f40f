public import Analysis
internal import CostModels
public import Quantities
internal import Simulation

/// A comparison as one JSON document.
public struct ComparisonJSON: Sendable {
  private let comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// Members `format`, `scenario`, `schedules`, `refused` and `assumptions`.
  public var document: JSONText {
    [
      "format": .integer(EvaluationJSON.format),
      "scenario": .string(comparison.scenario.name),
      "schedules": .array(comparison.evaluations.map { EvaluationJSON($0).entry }),
      "refused": .array(
        comparison.refusals.map { ["name": .string($0.schedule), "reason": .string($0.reason)] }),
      "assumptions": .array(
        comparison.assumptions.map {
          [
            "name": .string($0.name), "value": .string($0.value),
            "grade": .string($0.grade.rawValue), "source": .string($0.source),
          ]
        }),
    ]
  }
}
