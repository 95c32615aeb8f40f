/// A JSON value whose text is the same on every run: members keep their order, numbers their
/// shortest form.
///
/// Write it as literals, and wrap what is not one:
/// `let text: JSONText = ["format": 1, "seconds": .number(step.seconds), "ranks": .array(ranks)]`.
public enum JSONText: Hashable, Sendable {
  /// One `key: value` of an object.
  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSONText

    public init(_ key: String, _ value: JSONText) {
      self.key = key
      self.value = value
    }
  }

  /// Members in the order in which they are written; their keys differ.
  case object([Member])
  case array([JSONText])
  case string(String)
  case integer(Int)
  /// Written with the fewest digits that read back as the same `Double`; `null` when not finite,
  /// because JSON has no word for that.
  case number(Double)
  case bool(Bool)
  case null
}

extension JSONText {
  /// The whole document, indented by two spaces a level, without a final line break.
  ///
  /// An array of numbers stays on one line.
  ///
  /// - Complexity: O(length of the text)
  public var pretty: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text
  }

  /// The whole document on one line without spaces, for other programs.
  ///
  /// - Complexity: O(length of the text)
  public var compact: String {
    var text = ""
    write(to: &text, indentation: nil)
    return text
  }

  /// Appends this value; `indentation` is the levels around it, nil for one line.
  private func write(to text: inout String, indentation: Int?) {
    switch self {
    case .object(let members):
      JSONText.writeList(members, in: ("{", "}"), to: &text, indentation: indentation) {
        JSONText.writeString($0.key, to: &$1)
        $1 += indentation == nil ? ":" : ": "
        $0.value.write(to: &$1, indentation: $2)
      }
    case .array(let elements) where elements.allSatisfy(\.isNumber):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += indentation == nil ? "," : ", " }
        element.write(to: &text, indentation: nil)
      }
      text += "]"
    case .array(let elements):
      JSONText.writeList(elements, in: ("[", "]"), to: &text, indentation: indentation) {
        $0.write(to: &$1, indentation: $2)
      }
    case .string(let string): JSONText.writeString(string, to: &text)
    case .integer(let integer): text += String(integer)
    case .number(let number): text += number.isFinite ? number.description : "null"
    case .bool(let bool): text += bool ? "true" : "false"
    case .null: text += "null"
    }
  }

  private var isNumber: Bool {
    switch self {
    case .integer, .number: true
    default: false
    }
  }

  private static func writeList<Element>(
    _ elements: [Element], in brackets: (open: String, close: String), to text: inout String,
    indentation: Int?, each: (Element, inout String, Int?) -> Void
  ) {
    text += brackets.open
    for (index, element) in elements.enumerated() {
      if index > 0 { text += "," }
      if let indentation { text += "\n" + String(repeating: "  ", count: indentation + 1) }
      each(element, &text, indentation.map { $0 + 1 })
    }
    if let indentation, !elements.isEmpty {
      text += "\n" + String(repeating: "  ", count: indentation)
    }
    text += brackets.close
  }

  private static func writeString(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONText: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  public init(dictionaryLiteral elements: (String, JSONText)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  public init(arrayLiteral elements: JSONText...) { self = .array(elements) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(nilLiteral: ()) { self = .null }
}
