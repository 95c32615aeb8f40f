internal import Quantities

/// Lines over a common axis from 0, as SVG as wide as its container: text keeps its size.
struct LineChart: Sendable {
  struct Line: Sendable {
    var name: String
    var colour: String
    /// In the units of the two axes, in the order of x, which are whole numbers.
    var points: [(x: Double, y: Double)]
    /// For a line that others are compared with.
    var isDashed = false
  }

  /// What the picture shows, for those who do not see it.
  var title: String
  /// What stands below the axis.
  var axis: String
  /// The last is drawn above the others.
  var lines: [Line]
  /// A value to draw across, with its name, which stands where no line can run through it.
  var mark: (y: Double, name: String)?

  private static let height = 230
  /// Where lines end: per cent of the width, pixels of the height.
  private static let right = 99.0
  private static let (top, depth) = (12.0, 178.0)

  /// Numbers of x closer to an end than this share of the width would touch the end's.
  private static let nearEnd = 0.12

  private var extent: (low: Double, high: Double) {
    let values = lines.flatMap { $0.points.map(\.x) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    return (low, high > low ? high : low + 1)
  }

  /// Both ends of the lines and round numbers between them; one for a single point.
  private var xTicks: [Double] {
    let (low, high) = extent
    guard lines.contains(where: { $0.points.contains { $0.x > low } }) else { return [low] }
    let span = high - low
    let pitch = max(1, RoundNumbers(upTo: span).pitch)
    let between = stride(from: (low / pitch).rounded(.up) * pitch, to: high, by: pitch)
    return [low]
      + between.filter {
        min($0 - low, high - $0) >= Self.nearEnd * span
      } + [high]
  }

  private var numbers: RoundNumbers { RoundNumbers(upTo: greatestValue) }

  /// Per cent of the width for the numbers of y, the longest of which fills a phone's margin.
  private var left: Double {
    let longest = (0...rules).map { numbers.text(numbers.pitch * Double($0)).count }.max() ?? 0
    return longest > 4 ? 9 : 6
  }

  private var width: Double { Self.right - left }

  private var greatestValue: Double {
    max(lines.flatMap { $0.points.map(\.y) }.max() ?? 0, mark?.y ?? 0)
  }

  /// Rules above the one at 0.
  private var rules: Int {
    max(1, Int((greatestValue / numbers.pitch - 1e-9).rounded(.up)))
  }

  /// The value at the top.
  private var greatest: Double { numbers.pitch * Double(rules) }

  private func y(_ value: Double) -> Double {
    Self.top + Self.depth * (1 - value / greatest)
  }

  var figure: Markup {
    var legend = lines.map { line -> Markup in
      let sample = line.isDashed ? "border-color" : "background"
      let kind = line.isDashed ? " class=\"dashes\"" as Markup : Markup()
      return "<li><i\(kind) style=\"\(sample):\(line.colour)\"></i>\(line.name)</li>"
    }
    if let mark { legend.append("<li><i class=\"dashes\"></i>\(mark.name)</li>") }
    var svg: Markup = """
      <figure><ul class="legend">\(legend)</ul>
      <svg class="lines" width="100%" height="\(Self.height)" role="img" aria-label="\(title)">

      """
    for number in 0...rules {
      let value = numbers.pitch * Double(number)
      svg += rule(y(value), colour: "#dde2e8", dashes: "none")
      svg += """
        <text class="e" x="\(fixed(left - 0.8, decimals: 1))%" \
        y="\(fixed(y(value) + 4, decimals: 1))">\(numbers.text(value))</text>

        """
    }
    if let mark { svg += rule(y(mark.y), colour: Palette.ink, dashes: "4 4") }
    svg += plot
    svg += "\(dots)"
    svg += axisTexts
    svg.raw("</svg></figure>\n")
    return svg
  }

  private func rule(_ y: Double, colour: String, dashes: String) -> Markup {
    """
    <line x1="\(fixed(left, decimals: 1))%" x2="\(fixed(Self.right, decimals: 1))%" \
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
        stroke-dasharray="\(line.isDashed ? "6 4" : "none")" stroke-width="2" vector-effect="non-scaling-stroke"/>

        """
    }
    return """
      <svg x="\(fixed(left, decimals: 1))%" y="\(fixed(Self.top, decimals: 0))" \
      width="\(fixed(width, decimals: 1))%" height="\(fixed(Self.depth, decimals: 0))" \
      viewBox="0 0 1000 1000" preserveAspectRatio="none" overflow="visible">
      \(paths)</svg>

      """
  }

  private func across(_ x: Double) -> String {
    let (low, high) = extent
    return fixed(left + width * (x - low) / (high - low), decimals: 2) + "%"
  }

  /// Lines of a single point, which have no length to see.
  private var dots: [Markup] {
    lines.filter { $0.points.count == 1 }.flatMap { line in
      line.points.map { point in
        """
        <circle cx="\(across(point.x))" cy="\(fixed(y(point.y), decimals: 1))" r="3.5" \
        fill="\(line.colour)"/>

        """
      }
    }
  }

  private var axisTexts: Markup {
    let ticks = xTicks
    let texts = ticks.enumerated().map { place, tick -> Markup in
      let anchor = place == 0 ? "b" : place == ticks.count - 1 ? "e" : "m"
      return """
        <text class="\(anchor)" x="\(across(tick))" y="\(Self.height - 24)">\
        \(grouped(Int(tick)))</text>

        """
    }
    return """
      \(texts)<text class="m" x="50%" y="\(Self.height - 6)">\(axis)</text>

      """
  }
}
