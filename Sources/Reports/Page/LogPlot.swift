internal import Quantities

/// Lines through points on two logarithmic axes, as SVG as wide as its container: text keeps its size.
struct LogPlot: Sendable {
  struct Line: Sendable {
    var name: String
    var colour: String
    /// In the order of x; points that are not positive are left out.
    var points: [(x: Double, y: Double)]
  }

  /// What the picture shows, for those who do not see it.
  var title: String
  /// What stands below the axis of x.
  var axis: String
  /// Behind the numbers of y, such as ` %`.
  var unit = ""
  /// Ascending.
  var xTicks: [Double]
  /// The first is drawn above the others.
  var lines: [Line]
  /// A value to draw across, with its name.
  var mark: (y: Double, name: String)?
  var height = 300

  /// Where lines are drawn: per cent of the width, pixels of the height.
  private static let (left, span) = (10.0, 87.0)
  private static let (top, bottom) = (16, 44)
  /// Numbers of x closer than this, in per cent of the plot, would touch.
  private static let labelPitch = 8.0

  private var depth: Int { height - Self.top - Self.bottom }

  var figure: Markup {
    let x = LogScale(ticks: xTicks)
    let y = LogScale(holding: lines.flatMap { $0.points.map(\.y) } + (mark.map { [$0.y] } ?? []))
    return """
      <figure>\(legend)\
      <svg class="plot" width="100%" height="\(height)" role="img" aria-label="\(title)">
      \(rules(y))\(numbers(x))\(lines.reversed().map { drawn($0, x, y) })\(markLine(y))</svg></figure>

      """
  }

  private func across(_ share: Double) -> String {
    fixed(Self.left + Self.span * share, decimals: 2) + "%"
  }

  private func down(_ share: Double) -> String {
    fixed(Double(Self.top) + Double(depth) * (1 - share), decimals: 1)
  }

  private func rules(_ scale: LogScale) -> [Markup] {
    scale.ticks.map { tick in
      let y = scale.place(tick) ?? 0
      return """
        <line class="g" x1="\(across(0))" x2="\(across(1))" y1="\(down(y))" y2="\(down(y))"/>\
        <text class="e" dy="4" x="\(fixed(Self.left - 1, decimals: 1))%" y="\(down(y))">\
        \(plain(tick) + unit)</text>

        """
    }
  }

  private func numbers(_ scale: LogScale) -> Markup {
    var svg = Markup()
    var last = -Double.infinity
    for tick in xTicks {
      let share = scale.place(tick) ?? 0
      svg += "<line class=\"g\" x1=\"\(across(share))\" x2=\"\(across(share))\" "
      svg += "y1=\"\(Self.top)\" y2=\"\(Self.top + depth)\"/>"
      guard (share - last) * 100 >= Self.labelPitch else { continue }
      last = share
      svg += "<text class=\"m\" x=\"\(across(share))\" y=\"\(Self.top + depth + 17)\">"
      svg += "\(grouped(Int(tick)))</text>\n"
    }
    svg += "<text class=\"m\" x=\"\(across(0.5))\" y=\"\(height - 6)\">\(axis)</text>\n"
    return svg
  }

  /// The names of the lines; the mark's is here too, where no line can run through it.
  private var legend: Markup {
    let names = lines.map { line -> Markup in
      "<li><i style=\"background:\(line.colour)\"></i>\(line.name)</li>"
    }
    let dashes = mark.map { "<li><i class=\"dashes\"></i>\($0.name)</li>" as Markup } ?? Markup()
    return "<ul class=\"legend\">\(names)\(dashes)</ul>\n"
  }

  private func markLine(_ scale: LogScale) -> Markup {
    guard let mark, let share = scale.place(mark.y) else { return Markup() }
    return """
      <line class="limit" x1="\(across(0))" x2="\(across(1))" y1="\(down(share))" \
      y2="\(down(share))"/>

      """
  }

  /// A line, stretched to the plot's width while its stroke keeps its own, and its points.
  private func drawn(_ line: Line, _ x: LogScale, _ y: LogScale) -> Markup {
    let places = line.points.compactMap { point -> (x: Double, y: Double, text: String)? in
      guard let across = x.place(point.x), let up = y.place(point.y) else { return nil }
      let number = significant(point.y, digits: 3) + unit
      return (across, up, "\(line.name), \(grouped(Int(point.x))): \(number)")
    }
    let path = places.map {
      fixed($0.x * 1_000, decimals: 1) + "," + fixed((1 - $0.y) * 1_000, decimals: 1)
    }
    let dots = places.map { place -> Markup in
      """
      <circle cx="\(across(place.x))" cy="\(down(place.y))" r="3.5" fill="\(line.colour)">\
      <title>\(place.text)</title></circle>

      """
    }
    return """
      <svg x="\(across(0))" y="\(Self.top)" width="\(fixed(Self.span, decimals: 1))%" \
      height="\(depth)" viewBox="0 0 1000 1000" preserveAspectRatio="none">\
      <polyline points="\(path.joined(separator: " "))" fill="none" stroke="\(line.colour)" \
      stroke-width="2" vector-effect="non-scaling-stroke"/></svg>
      \(dots)
      """
  }

  /// Without zeros behind: `0.002`, `5`, `100`.
  private func plain(_ tick: Double) -> String {
    var text = fixed(tick, decimals: 9, grouped: true)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
