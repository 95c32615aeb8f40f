extension String {
  private static let noBreakSpace: Character = "\u{A0}"

  /// The same with no-break spaces between numbers and their units: `16.26 s`, `5.6 %`, `9.1 GiB`.
  var keepingUnits: String {
    var text = ""
    var before: Character = " "
    var rest = self[...]
    while let here = rest.popFirst() {
      let isUnitAhead = ["s", "%", "G"].contains(rest.first)
      text.append(here == " " && before.isNumber && isUnitAhead ? Self.noBreakSpace : here)
      before = here
    }
    return text
  }

  /// The same with a minus in place of the hyphen before a number.
  var withTrueMinus: String {
    var text = ""
    var before: Character = " "
    var rest = self[...]
    while let here = rest.popFirst() {
      let isAlone = before == " " || before == "("
      let isMinus = here == "-" && isAlone && rest.first?.isNumber == true
      text.append(isMinus ? "\u{2212}" : here)
      before = here
    }
    return text
  }

  /// Breaks a text into lines, between words and never between a number and its unit.
  ///
  /// - Parameters:
  ///   - width: Characters of a line; a longer word has a line of its own.
  ///   - indentation: Of all lines but the first.
  /// - Returns: At least one line.
  func wrapped(width: Int, indentation: String = "") -> [String] {
    var lines = [""]
    for word in keepingUnits.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line == indentation {
        lines[lines.count - 1] += word
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(indentation + word)
      }
    }
    return lines.map { line in String(line.map { $0 == Self.noBreakSpace ? " " : $0 }) }
  }
}
