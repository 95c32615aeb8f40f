public import Analysis
internal import LinearAlgebra
public import Quantities

/// A precision study as one JSON document.
public enum PrecisionJSON {
  /// Raised when a key changes its meaning or goes away.
  public static let format = 1

  /// - Returns: `format`, the study's sizes, `roundings`, `accumulations` and `claims`; errors have no
  ///   unit and six digits.
  public static func document(_ results: PrecisionResults) -> JSONText {
    let study = results.study
    return [
      "format": .integer(format), "rows": .integer(study.rows),
      "columns": .integer(study.columns),
      "depths": .array(study.depths.map(JSONText.integer)),
      // As text: a program may read numbers as doubles, which do not hold every seed.
      "seed": .string("\(study.seed)"),
      "roundings": .array(
        results.roundings.map {
          .object(
            [
              JSONText.Member("data", .string($0.data.rawValue)),
              JSONText.Member("recipe", .string($0.recipe.rawValue)),
              JSONText.Member("depth", .integer($0.depth)),
            ] + members($0.error))
        }),
      "accumulations": .array(
        results.accumulations.map {
          .object(
            [
              JSONText.Member("depth", .integer($0.depth)),
              JSONText.Member("promotionInterval", .integer($0.promotionInterval)),
            ] + members($0.error))
        }),
      "claims": .array(
        PrecisionVerdicts(PrecisionClaims(results)).all.map {
          [
            "claim": .string($0.name), "verdict": .string($0.verdict),
            "figure": .string($0.figure), "reason": .string($0.sentence),
          ]
        }),
    ]
  }

  private static func members(_ error: ProductError) -> [JSONText.Member] {
    PrecisionMeasure.allCases.map { JSONText.Member($0.key, .number($0.exported(error))) }
  }
}
