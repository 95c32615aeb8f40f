extension Field {
  /// Reads another file that this field names, relative to its own.
  ///
  /// - Throws: `ConfigurationError` with code `missingFile` at this field's line when there is no such
  ///   file; what `read` throws.
  func referenced<Value>(
    _ expected: String, exists: (String) -> Bool,
    read: (String) throws(ConfigurationError) -> Value
  ) throws(ConfigurationError) -> Value {
    let target = resolve(try text(expected), besideFile: path)
    guard exists(target) else {
      throw refusal(
        .missingFile, expected: "\(expected), and there is no file \(printable(path: target))")
    }
    return try read(target)
  }
}
