/// Takes typed values out of the root object of a `config.json`; each refusal names file, line, key,
/// value, and what would be accepted.
struct ConfigurationReader {
  /// A file or a model's name, for errors.
  let source: String
  private let values: [String: JSONValue]
  private let rootLine: Int

  /// - Throws: `ModelError` with code `malformedJSON` when `bytes` hold no JSON object.
  init(_ bytes: [UInt8], source: String) throws(ModelError) {
    self.source = source
    let root: JSONValue
    do {
      root = try JSONParser.parse(bytes)
    } catch {
      throw ModelError(code: .malformedJSON, detail: "\(source):\(error.line): \(error.reason)")
    }
    guard case .object(let members) = root.content else {
      throw ModelError(
        code: .malformedJSON,
        detail: "\(source):\(root.line): \(root) at the top; expected an object")
    }
    rootLine = root.line
    values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
  }

  /// An error about `key`, at its line, or at the document's first where the key is not there.
  func failure(_ code: ModelError.Code, _ key: String, expected: String) -> ModelError {
    let value = values[key]
    let found = value.map { "\(key) is \($0)" } ?? "\(key) is missing"
    return ModelError(
      code: code, detail: "\(source):\(value?.line ?? rootLine): \(found); expected \(expected)")
  }

  /// Whether `key` is there with a value other than null.
  func has(_ key: String) -> Bool { values[key].map { $0.content != .null } ?? false }

  /// A whole number, or nil where it is null; a key that is not there is an error.
  func nullableInteger(_ key: String, in range: ClosedRange<Int>) throws(ModelError) -> Int? {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let value = values[key] else {
      throw failure(.missingKey, key, expected: expected + ", or null")
    }
    if value.content == .null { return nil }
    guard case .number(let digits) = value.content else {
      throw failure(.wrongType, key, expected: expected)
    }
    guard let number = Int(digits), range.contains(number) else {
      throw failure(.outOfRange, key, expected: expected)
    }
    return number
  }

  /// A whole number that must be there.
  func integer(_ key: String, in range: ClosedRange<Int>) throws(ModelError) -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard values[key] != nil else { throw failure(.missingKey, key, expected: expected) }
    guard let number = try nullableInteger(key, in: range) else {
      throw failure(.wrongType, key, expected: expected)
    }
    return number
  }

  /// A whole number, or `fallback` where the key is not there or null.
  func integer(
    _ key: String, in range: ClosedRange<Int>, fallback: Int
  ) throws(ModelError) -> Int {
    has(key) ? try integer(key, in: range) : fallback
  }

  /// A number above 0, or `fallback` where the key is not there or null.
  func positive(_ key: String, fallback: Double) throws(ModelError) -> Double {
    guard has(key), let value = values[key] else { return fallback }
    guard case .number(let digits) = value.content else {
      throw failure(.wrongType, key, expected: "a number above 0")
    }
    guard let number = Double(digits), number > 0, number.isFinite else {
      throw failure(.outOfRange, key, expected: "a number above 0")
    }
    return number
  }

  /// A truth value, or false where the key is not there or null.
  func flag(_ key: String) throws(ModelError) -> Bool {
    guard has(key), let value = values[key] else { return false }
    guard case .bool(let flag) = value.content else {
      throw failure(.wrongType, key, expected: "true or false")
    }
    return flag
  }

  /// A string, or nil where the key is not there or null.
  func text(_ key: String) throws(ModelError) -> String? {
    guard has(key), let value = values[key] else { return nil }
    guard case .string(let text) = value.content else {
      throw failure(.wrongType, key, expected: "a string")
    }
    return text
  }
}
