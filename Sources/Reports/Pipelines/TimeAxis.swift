internal import Quantities

/// The time axis that all panels of a picture share.
struct TimeAxis: Sendable {
  /// Pixels below the panels for ticks and their numbers.
  static let height = 22
  /// Where bars begin and how far they reach, and where the rank numbers end, of the width.
  static let left = "5%"
  static let labels = "4.5%"
  static let span = "93%"
  /// Of the bars' own coordinate system, from the axis' begin to its end.
  static let units = 10_000

  let total: Double
  let unit: String

  var unitsPerTime: Double { total > 0 ? Double(Self.units) / total : 0 }

  /// At most eight round times, 0 first: multiples of 1, 2 or 5 times a power of ten.
  var ticks: [Double] {
    guard total > 0, total.isFinite else { return [0] }
    var step = 1.0
    while step * 8 < total { step *= 10 }
    while step > total { step /= 10 }
    for divisor in [10, 5, 2.0] where total / (step / divisor) <= 8 {
      step /= divisor
      break
    }
    return (0...Int(total / step)).map { Double($0) * step }
  }

  /// Whether a wait is worth a colour: at least 0.02 % of the width, a quarter of a pixel.
  ///
  /// What is shorter would be printed longer than it is, and thousands of them would colour a row.
  func shows(_ wait: ClosedRange<Double>) -> Bool {
    (wait.upperBound - wait.lowerBound) * unitsPerTime >= 2
  }

  /// The width of a bar from 0 to `time`, as a percentage of the picture.
  func width(of time: Double) -> String { place(time, from: 0) }

  /// Where a time is, as a percentage of the picture.
  func place(_ time: Double) -> String { place(time, from: 5) }

  /// Pixels of one unit of time in a picture so many pixels wide.
  func pixels(perTimeOf width: Int) -> Double {
    total > 0 ? Double(width) * 0.93 / total : 0
  }

  /// Characters of all numbers with their units that fit the width of a phone.
  private static let mostCharacters = 36

  /// What stands below the ticks; the unit behind the last alone where all would touch.
  var tickLabels: [String] {
    let ticks = ticks
    let numbers = ticks.enumerated().map { $0.offset == 0 ? "0" : significantTick($0.element) }
    let ending = unit.isEmpty ? "" : " " + unit
    let full = numbers.enumerated().map { $0.offset == 0 ? $0.element : $0.element + ending }
    guard full.reduce(0, { $0 + $1.count }) > Self.mostCharacters else { return full }
    return numbers.dropLast() + full.suffix(1)
  }

  /// A line at every tick, and its number below where `numbered`.
  func svg(from top: Int, to bottom: Int, numbered: Bool = true) -> Markup {
    var svg = Markup()
    for (tick, label) in zip(ticks, tickLabels) {
      let x = place(tick)
      svg += "<line class=\"g\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(top)\" y2=\"\(bottom)\"/>"
      if numbered {
        svg += "<text class=\"a\" x=\"\(x)\" y=\"\(bottom + 15)\">\(label)</text>"
      }
      svg.raw("\n")
    }
    return svg
  }

  private func place(_ time: Double, from left: Double) -> String {
    let share = total > 0 ? time / total : 0
    return fixed(left + share * 93, decimals: 3) + "%"
  }

  /// Without digits that say nothing: `5`, `0.25`.
  private func significantTick(_ tick: Double) -> String {
    var text = fixed(tick, decimals: 9)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
