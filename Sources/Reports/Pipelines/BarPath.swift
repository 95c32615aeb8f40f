/// Bars on one line as the data of an SVG path: `M10 5.5h8m4 0h8`.
struct BarPath: Sendable {
  private(set) var utf8: [UInt8] = []
  /// Where the last bar ended.
  private var pen = 0

  var isEmpty: Bool { utf8.isEmpty }

  mutating func removeAll() { utf8.removeAll(keepingCapacity: true) }

  /// Appends a bar.
  ///
  /// - Parameters:
  ///   - x: Its left edge.
  ///   - width: Positive.
  ///   - doubledY: Twice the height of its middle; the same for all bars of a path.
  mutating func add(_ x: Int, _ width: Int, doubledY: Int) {
    if utf8.isEmpty {
      utf8.append(UInt8(ascii: "M"))
      utf8.appendDecimal(x)
      utf8.append(UInt8(ascii: " "))
      utf8.appendDecimal(Int64(doubledY) * 5, decimals: 1)
    } else if x != pen {
      utf8.append(UInt8(ascii: "m"))
      utf8.appendDecimal(x - pen)
      utf8 += " 0".utf8
    }
    utf8.append(UInt8(ascii: "h"))
    utf8.appendDecimal(width)
    pen = x + width
  }
}
