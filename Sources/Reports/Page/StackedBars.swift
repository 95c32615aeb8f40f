internal import Quantities

/// Horizontal bars made of parts, drawn as SVG or handed to Chart.js.
struct StackedBars: Sendable {
  struct Part: Hashable, Sendable {
    var name: String
    var colour: String
  }

  struct Bar: Hashable, Sendable {
    var label: String
    /// `[part]`, not negative; their sum is the bar's length.
    var values: [Double]
    /// Printed behind the label.
    var total: String
  }

  /// What the lengths are, such as `s`.
  var unit: String
  var decimals: Int
  var parts: [Part]
  var bars: [Bar]
  /// A line across all bars, such as what a GPU has.
  var limit: (value: Double, label: String)?

  private var longest: Double {
    max(bars.map { $0.values.reduce(0, +) }.max() ?? 0, limit?.value ?? 0)
  }

  private static let barHeight = 16
  private static let pitch = 38

  /// Pixels that Chart.js gets for the same bars.
  var chartHeight: Int { bars.count * 30 + 90 }

  /// As wide as its container: lengths are percentages, text is in pixels.
  var svg: Markup {
    let scale = longest > 0 ? 100 / longest : 0
    let top = limit == nil ? 0 : 18
    var svg: Markup = """
      <svg class="bars" width="100%" height="\(top + bars.count * Self.pitch)" role="img" \
      aria-label="\(parts.map(\.name).joined(separator: ", "))">

      """
    for (index, bar) in bars.enumerated() {
      let y = top + index * Self.pitch
      svg += """
        <text class="name" x="0" y="\(y + 12)">\(bar.label) \
        <tspan class="sum" dx="4">\(bar.total)</tspan></text>
        """
      var start = 0.0
      for (part, value) in zip(parts, bar.values) where value > 0 {
        let text = "\(bar.label), \(part.name): \(fixed(value, decimals: decimals)) \(unit)"
        svg += """
          <rect x="\(fixed(start * scale, decimals: 3))%" y="\(y + 17)" \
          width="\(fixed(value * scale, decimals: 3))%" height="\(Self.barHeight)" \
          fill="\(part.colour)"><title>\(text)</title></rect>
          """
        start += value
      }
      svg.raw("\n")
    }
    if let limit {
      let x = fixed(limit.value * scale, decimals: 3) + "%"
      for index in bars.indices {
        // Across each bar only: the names between them stay readable.
        let y = top + index * Self.pitch + 15
        svg += "<line class=\"limit\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(y)\" y2=\"\(y + 20)\"/>"
      }
      svg += "<text class=\"limit-name\" x=\"\(x)\" y=\"11\">\(limit.label)</text>\n"
    }
    svg.raw("</svg>\n")
    return svg
  }

  /// The parts' names beside their colours.
  var legend: Markup { Markup(legend: parts.map { ($0.name, $0.colour) }) }

  /// What the page's script makes a Chart.js chart of.
  var chart: JSONText {
    [
      "labels": .array(bars.map { .string($0.label) }),
      "unit": .string(unit),
      "decimals": .integer(decimals),
      "limit": limit.map { .number($0.value) } ?? .null,
      "limitName": limit.map { .string($0.label) } ?? .null,
      "parts": .array(
        parts.indices.map { part in
          [
            "label": .string(parts[part].name), "colour": .string(parts[part].colour),
            "values": .array(bars.map { .number($0.values[part]) }),
          ]
        }),
    ]
  }

  /// The drawing with its legend; `charted` leaves room for a chart that replaces it on screens.
  func figure(charted: Bool) -> Markup {
    guard charted else { return "<figure>\(legend)\(svg)</figure>\n" }
    return """
      <figure class="chart" data-chart="\(chart.compact)" data-height="\(chartHeight)">\
      <div class="drawn">\(legend)\(svg)</div></figure>

      """
  }
}
