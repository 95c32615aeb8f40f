internal import CostModels
internal import Quantities
internal import RunConfigurations
internal import Validation

/// How a published number and ours are written, in tables and in the document alike.
struct ValidationFigures {
  static let headers = [
    "quantity", "published", "ours", "low-high", "error", "goal", "bound", "verdict", "kind, grade",
  ]

  let result: ValidationResult

  init(_ result: ValidationResult) { self.result = result }

  var cells: [String] {
    let quantity = result.quantity
    return [
      quantity.name, quantity.unit.isEmpty ? published : "\(published) \(quantity.unit)", ours,
      interval, error,
      quantity.goal.map(share) ?? "", quantity.bound.map(share) ?? "", result.verdict.rawValue,
      "\(quantity.kind.rawValue), \(quantity.grade.rawValue)",
    ]
  }

  var published: String {
    fixed(result.quantity.value, decimals: result.quantity.decimals, grouped: true)
  }

  var ours: String { figure(result.predicted) }

  var error: String {
    (result.error < 0 ? "" : "+") + percent(result.error, decimals: 1)
  }

  private var interval: String {
    guard let low = result.low, let high = result.high else { return "" }
    return "\(figure(low))-\(figure(high))"
  }

  /// With the decimals of the published number, and three digits at least.
  private func figure(_ value: Double) -> String {
    let enough = value.magnitude < 1 ? 3 : value.magnitude < 10 ? 2 : value.magnitude < 100 ? 1 : 0
    return fixed(value, decimals: max(result.quantity.decimals, enough), grouped: true)
  }

  private func share(_ value: Double) -> String {
    let decimals = value < 0.001 ? 2 : value < 0.1 ? 1 : 0
    return percent(value, decimals: decimals)
  }
}

extension ValidationGroup {
  /// Such as `mean error 3.1 % (goal 8 %), worst 7.4 %`.
  var summary: String {
    let stated = [
      stated?.goal.map { "goal \(percent($0, decimals: 0))" },
      stated?.bound.map { "bound \(percent($0, decimals: 0))" },
    ].compactMap(\.self)
    return "mean error \(percent(meanError))"
      + (stated.isEmpty ? "" : " (\(stated.joined(separator: ", ")))")
      + ", worst \(percent(worstError))"
  }
}
