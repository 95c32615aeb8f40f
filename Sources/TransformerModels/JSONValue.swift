/// A value read from a JSON document, with the line on which it begins.
struct JSONValue: Hashable, Sendable {
  /// One `key: value` of an object.
  struct Member: Hashable, Sendable {
    var key: String
    var value: JSONValue
  }

  enum Content: Hashable, Sendable {
    /// In the order of the document; no key twice.
    case object([Member])
    case array([JSONValue])
    case string(String)
    /// As written, so that an error can quote it; its form follows the grammar.
    case number(String)
    case bool(Bool)
    case null
  }

  var content: Content
  /// 1 is the first.
  var line: Int
}

extension JSONValue: CustomStringConvertible {
  /// The value as an error quotes it: scalars as written, cut at 40 characters; the rest named.
  var description: String {
    switch content {
    case .object: "an object"
    case .array: "a list"
    case .string(let string): "\"\(Self.shortened(string))\""
    case .number(let digits): Self.shortened(digits)
    case .bool(let bool): "\(bool)"
    case .null: "null"
    }
  }

  /// Cuts a text at 40 characters and replaces what would break the one line that an error has.
  static func shortened(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(40) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: line.append("?")
      default: line.append(scalar)
      }
    }
    return String(line) + (text.unicodeScalars.count > 40 ? "…" : "")
  }
}
