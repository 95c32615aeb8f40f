internal import CostModels
public import Quantities
internal import RunConfigurations
public import Validation

/// Published numbers and claims as JSON, by the keys that programs rely on.
public enum ValidationJSON {
  /// Raised when a key changes its meaning or goes away.
  public static let format = 1

  /// - Returns: `format`, `rows`, `groups` and `memory`.
  public static func document(_ report: ValidationReport) -> JSONText {
    [
      "format": .integer(format),
      "failures": .array(report.failures.map(JSONText.string)),
      "rows": .array(report.results.map(row)),
      "groups": .array(
        report.groups.map {
          [
            "name": .string($0.name), "meanError": .number($0.meanError),
            "worstError": .number($0.worstError),
            "meanGoal": optional($0.stated?.goal), "meanBound": optional($0.stated?.bound),
            "notes": .array($0.notes.map(JSONText.string)),
          ]
        }),
      "memory": [
        "capacityBytes": .integer(Int(report.memory.capacity.count)),
        "withRecomputationBytes": .integer(Int(report.memory.withRecomputation.count)),
        "withoutBytes": .integer(Int(report.memory.without.count)),
      ],
    ]
  }

  /// - Returns: `format` and `claims`.
  public static func document(_ claims: [ClaimResult]) -> JSONText {
    [
      "format": .integer(format),
      "claims": .array(
        claims.map {
          [
            "number": .integer($0.claim.number), "claim": .string($0.claim.text),
            "figure": .string($0.figure), "verdict": .string($0.verdict.rawValue),
            "reason": .string($0.reason),
          ]
        }),
    ]
  }

  private static func optional(_ value: Double?) -> JSONText { value.map(JSONText.number) ?? .null }

  private static func row(_ result: ValidationResult) -> JSONText {
    let quantity = result.quantity
    return [
      "group": .string(quantity.group), "name": .string(quantity.name),
      "published": .number(quantity.value), "predicted": .number(result.predicted),
      "low": optional(result.low), "high": optional(result.high), "unit": .string(quantity.unit),
      "error": .number(result.error), "goal": optional(quantity.goal),
      "bound": optional(quantity.bound), "verdict": .string(result.verdict.rawValue),
      "kind": .string(quantity.kind.rawValue), "grade": .string(quantity.grade.rawValue),
      "source": .string(quantity.source),
      "note": quantity.note.map(JSONText.string) ?? .null,
    ]
  }
}
