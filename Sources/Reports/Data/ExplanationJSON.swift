public import Analysis
public import Quantities

/// Why a step takes as long as it does, as JSON.
public struct ExplanationJSON: Sendable {
  private let explanation: Explanation

  public init(_ explanation: Explanation) { self.explanation = explanation }

  /// The value of the key `explain` in an evaluation's document.
  public var member: JSONText.Member {
    JSONText.Member(
      "explain",
      [
        "computing": .array(
          explanation.parts.map {
            ["name": .string($0.name), "seconds": .number($0.time.seconds)]
          }),
        "alternatives": .array(
          explanation.alternatives.map {
            ["name": .string($0.name), "stepSeconds": .number($0.step.seconds)]
          }),
      ])
  }
}
