internal import Glibc

/// A logarithmic axis with round ends: 1, 2 or 5 times powers of ten, or any ticks that are given.
struct LogScale: Sendable {
  /// Ascending, at least two; the first and the last are the axis' ends.
  let ticks: [Double]

  /// An axis from the first of these to the last.
  init(ticks: [Double]) {
    let first = ticks.first ?? 1
    self.ticks = ticks.count > 1 ? ticks : [first / 2, first, first * 2]
  }

  /// The shortest axis with round ends that holds all values.
  ///
  /// - Parameter values: Those that are not positive and finite have no place on it.
  init(holding values: [Double]) {
    let values = values.filter { $0 > 0 && $0.isFinite }
    guard let least = values.min(), let most = values.max() else {
      self.init(ticks: [1, 10])
      return
    }
    let powers = Int(log10(least).rounded(.down))...Int(log10(most).rounded(.down)) + 1
    let fine = powers.flatMap { power in [1, 2, 5].map { $0 * pow(10, Double(power)) } }
    let coarse = powers.map { pow(10, Double($0)) }
    // More than two decades have no room for the numbers between.
    let ticks = most / least > 100 ? coarse : fine
    let first = ticks.lastIndex { $0 <= least } ?? 0
    let last = ticks.firstIndex { $0 >= most } ?? ticks.count - 1
    self.init(ticks: Array(ticks[first...max(first, last)]))
  }

  /// Where a value is: 0 at the first tick, 1 at the last; nil where it has no place.
  func place(_ value: Double) -> Double? {
    guard value > 0, value.isFinite, let first = ticks.first, let last = ticks.last else {
      return nil
    }
    return log2(value / first) / log2(last / first)
  }
}
