internal import Quantities

/// How many experts have which load, in equal steps of the load over the mean.
struct LoadHistogram: Sendable {
  struct Bin: Hashable, Sendable {
    var from: Double
    var to: Double
    var count: Int
  }

  let bins: [Bin]

  /// - Parameters:
  ///   - loads: At least one; none negative.
  ///   - bins: How many, at least 1; one is enough where all loads are the same.
  init(_ loads: [Int], bins: Int = 10) {
    let mean = Double(loads.reduce(0, +)) / Double(loads.count)
    let ratios = loads.map { mean > 0 ? Double($0) / mean : 0 }
    let (least, greatest) = (ratios.min() ?? 0, ratios.max() ?? 0)
    let count = greatest > least ? bins : 1
    let width = (greatest - least) / Double(count)
    var all = (0..<count).map { index in
      Bin(
        from: least + Double(index) * width, to: least + Double(index + 1) * width, count: 0)
    }
    for ratio in ratios {
      let index = width > 0 ? Int((ratio - least) / width) : 0
      all[min(index, count - 1)].count += 1
    }
    self.bins = all
  }

  /// A line a bin: its range, its count, a bar of at most 40 characters.
  var lines: [String] {
    let most = bins.map(\.count).max() ?? 1
    let ranges = bins.map { "\(fixed($0.from, decimals: 3)) to \(fixed($0.to, decimals: 3))" }
    let width = ranges.map(\.count).max() ?? 0
    return bins.indices.map { index in
      let bin = bins[index]
      let length = (bin.count * 40 + most - 1) / max(1, most)
      let padding = String(repeating: " ", count: width - ranges[index].count)
      let count = String(repeating: " ", count: max(0, 6 - "\(bin.count)".count)) + "\(bin.count)"
      let bar = length > 0 ? "  " + String(repeating: "█", count: length) : ""
      return padding + ranges[index] + count + bar
    }
  }
}
