internal import ExpertParallelism
internal import Glibc

/// How uneven expert loads are, in the two numbers that sampled routing of a scenario takes.
public struct LoadSpread: Hashable, Sendable {
  /// The standard deviation of the logarithm of an expert's load within a step, around what the
  /// expert has on average over the steps.
  public let skew: Double
  /// MaxVio of the loads added up over the steps: what lasts.
  public let maxVio: Double

  /// Parts what lasts from what changes with each step.
  ///
  /// Loads are divided by their expert's mean over the steps; a log-normal load with the relative
  /// variance of these ratios has the deviation ``skew``. An expert without load counts in neither.
  /// One step shows nothing that changes: ``skew`` is 0.
  ///
  /// - Parameter loads: `[steps][experts]`, selections.
  /// - Complexity: O(steps · experts)
  public init(_ loads: [[Int]]) {
    let experts = loads.first?.count ?? 0
    let sums = (0..<experts).map { expert in loads.reduce(0) { $0 + $1[expert] } }
    maxVio = sums.isEmpty ? 0 : LoadStatistics(sums).maxViolation
    let used = sums.indices.filter { sums[$0] > 0 }
    guard loads.count > 1, !used.isEmpty else {
      skew = 0
      return
    }
    let squares = used.reduce(0.0) { total, expert in
      let mean = Double(sums[expert]) / Double(loads.count)
      return loads.reduce(total) { sum, step in
        let excess = Double(step[expert]) / mean - 1
        return sum + excess * excess
      }
    }
    // Each expert's mean comes from the same loads.
    let variance = squares / Double(used.count * (loads.count - 1))
    skew = log(1 + variance).squareRoot()
  }
}
