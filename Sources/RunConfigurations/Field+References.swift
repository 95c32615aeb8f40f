extension Field {
  /// Reads another file that this field names, relative to its own.
  ///
  /// - Throws: What `read` throws; that there is no such file is said at this field's line.
  func referenced<Value>(
    _ expected: String, read: (String) throws(ConfigurationError) -> Value
  ) throws(ConfigurationError) -> Value {
    let target = resolve(try text(expected), besideFile: path)
    do {
      return try read(target)
    } catch {
      guard error.code == .missingFile else { throw error }
      throw refusal(
        .missingFile, expected: "\(expected), and there is no file \(printable(path: target))")
    }
  }
}
