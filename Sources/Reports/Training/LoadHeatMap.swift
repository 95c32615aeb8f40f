internal import Quantities

/// The loads of a layer's experts over the steps of a run, as SVG as wide as its container: a row an
/// expert, a column a sampled step, grey where the load is the mean.
struct LoadHeatMap: Sendable {
  /// What the picture shows, for those who do not see it.
  var title: String
  /// `[sample][expert]`, loads over their mean.
  let ratios: [[Double]]
  /// The steps of the first and the last sample.
  let steps: (first: Int, last: Int)

  /// From idle to twice the mean and more.
  static let levels = 9
  private static let perLevel = 0.25

  /// - Parameters:
  ///   - title: What the picture shows.
  ///   - samples: At least one; selections of each expert, the same experts in all of them.
  init(title: String, samples: [(step: Int, loads: [Int])]) {
    self.title = title
    steps = (samples.first?.step ?? 0, samples.last?.step ?? 0)
    ratios = samples.map { sample in
      let mean = Double(sample.loads.reduce(0, +)) / Double(max(1, sample.loads.count))
      return sample.loads.map { mean > 0 ? Double($0) / mean : 0 }
    }
  }

  private var experts: Int { ratios.first?.count ?? 0 }
  private var rowHeight: Int { max(2, min(12, 144 / max(1, experts))) }
  private var height: Int { experts * rowHeight }

  /// The level of a load over the mean: 4 is the mean, 8 twice the mean or more.
  static func level(_ ratio: Double) -> Int {
    max(0, min(levels - 1, Int((ratio / perLevel).rounded())))
  }

  /// Blue below the mean, red above it.
  static func colour(_ level: Int) -> String {
    let distance = Double(abs(level - levels / 2)) / Double(levels / 2)
    let strong = level < levels / 2 ? Palette.forward : Palette.exposedExpert
    return level == levels / 2
      ? Palette.mix(Palette.bubble, tint: 0.4) : Palette.mix(strong, tint: 0.85 - 0.85 * distance)
  }

  /// What the colours mean, for all maps of a page.
  static var legend: Markup {
    Markup(
      legend: (0..<levels).map { level in
        let ratio = Double(level) * perLevel
        let text =
          level == 0
          ? "idle" : level == levels - 1 ? "2 and more" : fixed(ratio, decimals: 2)
        return (text, colour(level))
      })
  }

  var figure: Markup {
    """
    <figure><svg class="lines" width="100%" height="\(height + 20)" role="img" \
    aria-label="\(title)">
    <svg x="6%" y="0" width="93%" height="\(height)" viewBox="0 0 \(ratios.count) \(experts)" \
    preserveAspectRatio="none" shape-rendering="crispEdges">
    \(cells)</svg>
    <text class="e" x="5.2%" y="10">0</text>
    <text class="e" x="5.2%" y="\(max(20, height))">\(experts - 1)</text>
    <text x="6%" y="\(height + 15)">\(steps.first)</text>
    <text class="e" x="99%" y="\(height + 15)">\(steps.last)</text>
    <text class="m" x="50%" y="\(height + 15)">step</text>
    </svg></figure>

    """
  }

  /// A path a level, of one rectangle for neighbours of one level.
  private var cells: [Markup] {
    var paths = [String](repeating: "", count: Self.levels)
    for expert in 0..<experts {
      var start = 0
      while start < ratios.count {
        let level = Self.level(ratios[start][expert])
        var end = start + 1
        while end < ratios.count, Self.level(ratios[end][expert]) == level { end += 1 }
        paths[level] += "M\(start) \(expert)h\(end - start)v1h\(start - end)z"
        start = end
      }
    }
    return paths.enumerated().filter { !$0.element.isEmpty }.map { level, path in
      "<path fill=\"\(Self.colour(level))\" d=\"\(path)\"/>\n"
    }
  }
}
