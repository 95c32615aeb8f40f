/// HTML or SVG under construction, as UTF-8.
///
/// Written as an interpolated literal: the literal's own characters are markup, interpolated text
/// is escaped, so that no name from a file can become a tag.
struct Markup: Sendable {
  private(set) var utf8: [UInt8] = []

  init() {}

  init(utf8: [UInt8]) { self.utf8 = utf8 }

  static func += (markup: inout Markup, more: Markup) { markup.utf8 += more.utf8 }

  mutating func reserveCapacity(_ count: Int) { utf8.reserveCapacity(count) }

  /// Appends characters that need no escaping, without the detour over an interpolation.
  mutating func raw(_ text: StaticString) { utf8 += text.description.utf8 }

  /// Appends the digits of an integer.
  mutating func raw(_ value: Int) { utf8.appendDecimal(value) }
}

extension Markup: ExpressibleByStringInterpolation {
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var utf8: [UInt8] = []

    init(literalCapacity: Int, interpolationCount: Int) {
      utf8.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { utf8 += literal.utf8 }
    /// Escapes `text`.
    mutating func appendInterpolation(_ text: String) { utf8.appendEscaped(text) }
    mutating func appendInterpolation(_ number: Int) { utf8.appendDecimal(number) }
    mutating func appendInterpolation(_ markup: Markup) { utf8 += markup.utf8 }
    mutating func appendInterpolation(_ list: [Markup]) {
      for markup in list { utf8 += markup.utf8 }
    }
  }

  init(stringLiteral literal: String) { utf8 = Array(literal.utf8) }

  init(stringInterpolation: StringInterpolation) { utf8 = stringInterpolation.utf8 }
}
