internal import LinearAlgebra
internal import Quantities

/// The measures of error that reports of a precision study show, each with its definition.
enum PrecisionMeasure: CaseIterable, Sendable {
  case relative, difference, worstRow, largest

  var name: String {
    switch self {
    case .relative: "relative error, %"
    case .difference: "calc_diff, thousandths"
    case .worstRow: "calc_diff of the worst row, thousandths"
    case .largest: "largest error over mean magnitude, %"
    }
  }

  /// Behind the numbers of a plot.
  var unit: String {
    switch self {
    case .relative, .largest: " %"
    case .difference, .worstRow: ""
    }
  }

  /// What JSON keys and CSV columns call it.
  var key: String {
    switch self {
    case .relative: "relative"
    case .difference: "difference"
    case .worstRow: "worstRowDifference"
    case .largest: "largest"
    }
  }

  /// Of `d`, what was computed, and `r`, what it should be.
  var definition: String {
    switch self {
    case .relative: "root of the sum of (d - r)² over the sum of r²"
    case .difference: "1 - 2 Σ d r / Σ (d² + r²) over all elements, DeepGEMM's measure"
    case .worstRow:
      "the largest calc_diff that one row has by itself, so that rows with outliers hide no other"
    case .largest: "the largest |d - r| over the mean of |r|"
    }
  }

  /// As JSON and CSV have it, without a unit and to six digits.
  ///
  /// Six digits are the same on every machine, whichever way its mathematical library rounds the last
  /// bit of a logarithm under the random numbers.
  func exported(_ error: ProductError) -> Double {
    let value = value(of: error)
    return Double(significant(value, digits: 6)) ?? value
  }

  /// In the unit of ``name``.
  func shown(_ error: ProductError) -> Double { value(of: error) * scale }

  /// For tables, in the unit of ``name``.
  func figure(_ error: ProductError) -> String { significant(shown(error), digits: 3) }

  /// A bound or a claim in the unit of ``name``.
  func inUnit(_ value: Double) -> Double { value * scale }

  private var scale: Double {
    switch self {
    case .relative, .largest: 100
    case .difference, .worstRow: 1_000
    }
  }

  private func value(of error: ProductError) -> Double {
    switch self {
    case .relative: error.relative
    case .difference: error.difference
    case .worstRow: error.worstRowDifference
    case .largest: error.largest
    }
  }
}
