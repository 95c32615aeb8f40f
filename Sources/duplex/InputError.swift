/// Bad input that no lower floor could know of.
struct InputError: Error, CustomStringConvertible {
  /// One line that names the value and what would be accepted.
  var description: String

  init(_ description: String) { self.description = description }
}

extension InputError {
  /// - Throws: `InputError` naming the option, where its value is out of range.
  static func require<Value: Comparable>(
    _ option: String, _ value: Value, in range: some RangeExpression<Value>, _ expected: String
  ) throws {
    guard range.contains(value) else {
      throw InputError("\(option) is \(value); expected \(expected)")
    }
  }
}
