internal import Quantities

/// Horizontal bars that each begin where another one ends, drawn as SVG or handed to Chart.js.
struct Waterfall: Sendable {
  struct Bar: Hashable, Sendable {
    var label: String
    /// Where it begins and ends; it may end before it begins.
    var from: Double
    var to: Double
    var colour: String
    /// Of a bar from 0 to where this one begins; nil for none.
    var ground: String?
    /// Its value with the unit, printed beside it.
    var text: String
  }

  /// Where a bar's text stands.
  enum Place: String, Sendable {
    /// Behind its end, or before its begin.
    case after, before
    /// Before its end, on its colour.
    case inside
  }

  /// What the lengths are, such as `s`.
  var unit: String
  /// What the picture shows, for those who do not see it.
  var title: String
  private(set) var bars: [Bar] = []

  /// Where labels end and bars begin in the drawing, per cent of the width.
  private let left: Double

  init(unit: String, title: String, left: Double = 33) {
    self.unit = unit
    self.title = title
    self.left = left
  }

  mutating func append(_ bar: Bar) { bars.append(bar) }

  /// Where the next bar of the sum begins.
  var end: Double { bars.last?.to ?? 0 }

  private var longest: Double { bars.map { max($0.from, $0.to) }.max() ?? 0 }

  /// A text takes up to a third of the width.
  func place(of bar: Bar) -> Place {
    let (start, end) = (min(bar.from, bar.to) / longest, max(bar.from, bar.to) / longest)
    if end - start > 0.4 { return .inside }
    if end <= 0.65 { return .after }
    return start >= 0.35 ? .before : .inside
  }

  private static let barHeight = 15
  private static let pitch = 22

  /// Pixels that Chart.js gets for the same bars.
  private var chartHeight: Int { bars.count * 24 + 60 }

  private func x(_ value: Double) -> String {
    let share = longest > 0 ? value / longest : 0
    return fixed(left + share * (100 - left), decimals: 3) + "%"
  }

  private func width(from start: Double, to end: Double) -> String {
    let share = longest > 0 ? (end - start) / longest : 0
    return fixed(share * (100 - left), decimals: 3) + "%"
  }

  /// As wide as its container: lengths are percentages, text is in pixels.
  var svg: Markup {
    var svg: Markup = """
      <svg class="waterfall" width="100%" height="\(bars.count * Self.pitch)" role="img" \
      aria-label="\(title)">

      """
    for (index, bar) in bars.enumerated() {
      let y = index * Self.pitch
      let (start, end) = (min(bar.from, bar.to), max(bar.from, bar.to))
      svg += "<text class=\"name\" x=\"\(fixed(left - 1.2, decimals: 1))%\" y=\"\(y + 12)\">"
      svg += "\(bar.label)</text>"
      if let ground = bar.ground {
        svg += rectangle(from: 0, to: start, y: y, colour: ground)
      }
      svg += rectangle(from: start, to: end, y: y, colour: bar.colour)
      svg += text(bar, y: y)
      if index + 1 < bars.count, bars[index + 1].from == bar.to {
        // Leads the eye to where the next bar begins.
        svg += """
          <line class="lead" x1="\(x(bar.to))" x2="\(x(bar.to))" y1="\(y + Self.barHeight)" \
          y2="\(y + Self.pitch)"/>
          """
      }
      svg.raw("\n")
    }
    svg.raw("</svg>\n")
    return svg
  }

  private func rectangle(from start: Double, to end: Double, y: Int, colour: String) -> Markup {
    """
    <rect x="\(x(start))" y="\(y)" width="\(width(from: start, to: end))" \
    height="\(Self.barHeight)" fill="\(colour)"/>
    """
  }

  private func text(_ bar: Bar, y: Int) -> Markup {
    let (start, end) = (min(bar.from, bar.to), max(bar.from, bar.to))
    return switch place(of: bar) {
    case .after: "<text x=\"\(x(end))\" dx=\"5\" y=\"\(y + 12)\">\(bar.text)</text>"
    case .before: "<text class=\"e\" x=\"\(x(start))\" dx=\"-5\" y=\"\(y + 12)\">\(bar.text)</text>"
    case .inside: "<text class=\"e w\" x=\"\(x(end))\" dx=\"-5\" y=\"\(y + 12)\">\(bar.text)</text>"
    }
  }

  /// What the page's script makes a Chart.js chart of.
  var chart: JSONText {
    [
      "unit": .string(unit),
      "bars": .array(
        bars.map { bar in
          [
            "label": .string(bar.label), "from": .number(bar.from), "to": .number(bar.to),
            "colour": .string(bar.colour), "ground": bar.ground.map(JSONText.string) ?? .null,
            "text": .string(bar.text), "place": .string(place(of: bar).rawValue),
          ]
        }),
    ]
  }

  /// The drawing; `charted` leaves room for a chart that replaces it on screens.
  func figure(charted: Bool) -> Markup {
    guard charted else { return "<figure>\(svg)</figure>\n" }
    return """
      <figure class="chart" data-chart="\(chart.compact)" data-height="\(chartHeight)">\
      <div class="drawn">\(svg)</div></figure>

      """
  }
}
