/// The value of one key, not yet typed, with what a message about it needs.
struct Field {
  /// Of the file, for messages.
  let path: String
  /// Dotted: `run.phases[1].sequences`.
  let key: String
  /// The value's line; of the surrounding mapping where the file has no such key.
  let line: Int
  /// Nil where the file has no such key.
  let node: YAMLNode?

  /// An error at this field's line.
  func failure(_ code: ConfigurationError.Code, _ problem: String) -> ConfigurationError {
    ConfigurationError(code: code, detail: "\(printable(path: path)):\(line): \(problem)")
  }

  /// An error that shows the key, the value, what was perhaps meant and what would be accepted.
  func refusal(
    _ code: ConfigurationError.Code, hint: String? = nil, expected: String
  ) -> ConfigurationError {
    guard let node else {
      return failure(.missingKey, "\(name) is missing; expected \(expected)")
    }
    let question = hint.map { " did you mean \($0)?" } ?? ""
    return failure(code, "\(name) is \(node.shown);\(question) expected \(expected)")
  }

  /// The scalar's text; `expected` is for the message when there is none.
  func scalar(expected: String) throws(ConfigurationError) -> String {
    guard let node, !node.isEmpty, case .scalar(let text, _) = node.content else {
      throw refusal(.wrongType, expected: expected)
    }
    return text
  }

  /// A text of one line of at most 1,024 characters.
  func text(_ expected: String = "a text") throws(ConfigurationError) -> String {
    let text = try scalar(expected: expected)
    guard !text.isEmpty, text.utf8.count <= 1024, text.utf8.allSatisfy({ $0 >= 0x20 }) else {
      throw refusal(.outOfRange, expected: "\(expected) in one line of 1 to 1024 bytes")
    }
    return text
  }

  /// One of an enumeration's values.
  func choice<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
    let names = Choice.allCases.map(\.rawValue)
    let expected = names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))"
    guard let choice = Choice(rawValue: try scalar(expected: expected)) else {
      throw refusal(
        .unknownChoice, hint: nearest(to: try scalar(expected: expected), among: names),
        expected: expected)
    }
    return choice
  }

  /// The elements of a list.
  func list(_ expected: String) throws(ConfigurationError) -> [Field] {
    guard let node, case .list(let elements) = node.content else {
      throw refusal(.wrongType, expected: expected)
    }
    return elements.enumerated().map { index, element in
      Field(path: path, key: "\(key)[\(index)]", line: element.line, node: element)
    }
  }

  private var name: String { key.isEmpty ? "the file" : key }
}
