internal import Quantities

/// Lines over a common axis from 0, as SVG as wide as its container: text keeps its size.
struct LineChart: Sendable {
  struct Line: Sendable {
    var name: String
    var colour: String
    /// In the units of the two axes, in the order of x, which are whole numbers.
    var points: [(x: Double, y: Double)]
  }

  /// What the picture shows, for those who do not see it.
  var title: String
  /// What stands below the axis.
  var axis: String
  var lines: [Line]
  /// A value to draw across, with its name.
  var mark: (y: Double, name: String)?

  private static let height = 230
  /// Where lines are drawn: per cent of the width, pixels of the height.
  private static let (left, width) = (6.0, 93.0)
  private static let (top, depth) = (12.0, 178.0)

  private var extent: (low: Double, high: Double) {
    let values = lines.flatMap { $0.points.map(\.x) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    return (low, high > low ? high : low + 1)
  }

  /// What lies between two rules: 1, 2 or 5 times a power of ten, for at most five of them.
  private var pitch: (value: Double, decimals: Int) {
    let greatest = max(lines.flatMap { $0.points.map(\.y) }.max() ?? 0, mark?.y ?? 0)
    guard greatest > 1e-9, greatest.isFinite else { return (1, 0) }
    var (power, decimals) = (1e9, 0)
    while power > greatest {
      power /= 10
      if power < 0.5 { decimals += 1 }
    }
    let factor = [0.2, 0.5, 1, 2].first { greatest / (power * $0) <= 5 } ?? 5
    return (power * factor, factor < 1 && power < 5 ? decimals + 1 : decimals)
  }

  /// Rules above the one at 0.
  private var rules: Int {
    let greatest = max(lines.flatMap { $0.points.map(\.y) }.max() ?? 0, mark?.y ?? 0)
    return max(1, Int((greatest / pitch.value - 1e-9).rounded(.up)))
  }

  /// The value at the top.
  private var greatest: Double { pitch.value * Double(rules) }

  private func y(_ value: Double) -> Double {
    Self.top + Self.depth * (1 - value / greatest)
  }

  var figure: Markup {
    let legend = lines.map { line -> Markup in
      "<li><i style=\"background:\(line.colour)\"></i>\(line.name)</li>"
    }
    var svg: Markup = """
      <figure><ul class="legend">\(legend)</ul>
      <svg class="lines" width="100%" height="\(Self.height)" role="img" aria-label="\(title)">

      """
    for number in 0...rules {
      let value = pitch.value * Double(number)
      svg += rule(y(value), colour: "#dde2e8", dashes: "none")
      svg += """
        <text class="e" x="\(fixed(Self.left - 0.8, decimals: 1))%" \
        y="\(fixed(y(value) + 4, decimals: 1))">\(fixed(value, decimals: pitch.decimals))</text>

        """
    }
    if let mark {
      svg += rule(y(mark.y), colour: Palette.ink, dashes: "4 4")
      svg += "<text class=\"e\" x=\"99%\" y=\"\(fixed(y(mark.y) - 4, decimals: 1))\">"
      svg += "\(mark.name)</text>\n"
    }
    svg += plot
    svg += axisTexts
    svg.raw("</svg></figure>\n")
    return svg
  }

  private func rule(_ y: Double, colour: String, dashes: String) -> Markup {
    """
    <line x1="\(fixed(Self.left, decimals: 1))%" x2="\(fixed(Self.left + Self.width, decimals: 1))%" \
    y1="\(fixed(y, decimals: 1))" y2="\(fixed(y, decimals: 1))" stroke="\(colour)" \
    stroke-dasharray="\(dashes)"/>

    """
  }

  /// The lines, stretched to the plot's width while their strokes keep theirs.
  private var plot: Markup {
    let (low, high) = extent
    let paths = lines.map { line -> Markup in
      let points = line.points.map { point in
        fixed((point.x - low) / (high - low) * 1000, decimals: 2) + ","
          + fixed((1 - point.y / greatest) * 1000, decimals: 2)
      }
      return """
        <polyline points="\(points.joined(separator: " "))" fill="none" stroke="\(line.colour)" \
        stroke-width="2" vector-effect="non-scaling-stroke"/>

        """
    }
    return """
      <svg x="\(fixed(Self.left, decimals: 1))%" y="\(fixed(Self.top, decimals: 0))" \
      width="\(fixed(Self.width, decimals: 1))%" height="\(fixed(Self.depth, decimals: 0))" \
      viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible">
      \(paths)</svg>

      """
  }

  private var axisTexts: Markup {
    let (low, high) = extent
    let y = Self.height - 20
    return """
      <text x="\(fixed(Self.left, decimals: 1))%" y="\(y)">\(fixed(low, decimals: 0))</text>
      <text class="e" x="99%" y="\(y)">\(fixed(high, decimals: 0))</text>
      <text class="m" x="50%" y="\(y)">\(axis)</text>

      """
  }
}
