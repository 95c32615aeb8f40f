/// Reads a JSON document (RFC 8259) and remembers the line of every value.
///
/// Foundation's decoder tells neither the line of a value nor that a key comes twice, and a person
/// who edits a configuration needs both. Recursion is bounded by ``depthLimit``, so no input can
/// exhaust the stack.
struct JSONParser {
  /// Why and where reading stopped.
  struct Failure: Error, Hashable {
    var line: Int
    /// What is there and what would be accepted.
    var reason: String
  }

  static let depthLimit = 64

  let bytes: [UInt8]
  /// The next byte to read.
  var position = 0
  /// The line of that byte.
  var line = 1
  private var depth = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads the one value that `bytes` holds.
  ///
  /// - Throws: `Failure` when the bytes are no UTF-8 JSON document, nest deeper than ``depthLimit``,
  ///   or an object has a key twice.
  /// - Complexity: O(count of `bytes`) expected.
  static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == bytes.count else {
      throw parser.unexpected("the end of the file")
    }
    return value
  }

  private mutating func value() throws(Failure) -> JSONValue {
    skipSpace()
    let start = line
    guard let first = peek else { throw unexpected("a JSON value") }
    let content: JSONValue.Content
    switch first {
    case UInt8(ascii: "{"): content = .object(try nested { p throws(Failure) in try p.members() })
    case UInt8(ascii: "["): content = .array(try nested { p throws(Failure) in try p.elements() })
    case UInt8(ascii: "\""): content = .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): content = .number(try number())
    case UInt8(ascii: "t"): content = try word("true", .bool(true))
    case UInt8(ascii: "f"): content = try word("false", .bool(false))
    case UInt8(ascii: "n"): content = try word("null", .null)
    default: throw unexpected("a JSON value")
    }
    return JSONValue(content: content, line: start)
  }

  private mutating func nested<Part>(
    _ body: (inout JSONParser) throws(Failure) -> [Part]
  ) throws(Failure) -> [Part] {
    depth += 1
    guard depth <= JSONParser.depthLimit else {
      throw Failure(
        line: line, reason: "nested too deep; expected at most \(JSONParser.depthLimit) levels")
    }
    position += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func members() throws(Failure) -> [JSONValue.Member] {
    var (members, lines): ([JSONValue.Member], [String: Int]) = ([], [:])
    skipSpace()
    if take("}") { return members }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let keyLine = line
      let key = try string()
      if let first = lines.updateValue(keyLine, forKey: key) {
        throw Failure(
          line: keyLine,
          reason: "key \"\(JSONValue.shortened(key))\" again, after line \(first); expected it once"
        )
      }
      skipSpace()
      guard take(":") else { throw unexpected("a colon after the key") }
      members.append(JSONValue.Member(key: key, value: try value()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("a comma or the end of the object") }
    return members
  }

  private mutating func elements() throws(Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return elements }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("a comma or the end of the list") }
    return elements
  }
}
