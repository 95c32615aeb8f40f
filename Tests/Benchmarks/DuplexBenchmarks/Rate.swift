import Benchmark

/// Work per second: the tool's own throughput counts iterations.
struct Rate {
  let metric: BenchmarkMetric
  /// Work that the metric counts as one; the tool keeps whole numbers.
  let unit: Double

  static let operators = Rate("Lane-operators (k/s)", unit: 1e3)
  static let products = Rate("Products (MFLOP/s)", unit: 1e6)
  static let bytes = Rate("Memory traffic (MB/s)", unit: 1e6)

  private init(_ name: String, unit: Double) {
    metric = .custom(name, polarity: .prefersLarger, useScalingFactor: false)
    self.unit = unit
  }
}
