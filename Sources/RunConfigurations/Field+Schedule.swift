internal import PipelineSchedules

extension Field {
  /// A name of the catalogue, or `csv:FILE` with the path made relative to nothing but the program.
  ///
  /// - Parameter fileExists: Whether there is such a file.
  /// - Returns: The name, or `csv:` and the path.
  /// - Throws: `ConfigurationError` with code `unknownChoice` or `missingFile`.
  func schedule(
    fileExists: (_ path: String) -> Bool
  ) throws(ConfigurationError) -> String {
    let names = ScheduleCatalog.names
    let expected = "one of \(names.joined(separator: ", ")), csv:FILE"
    let text = try text(expected)
    if text.hasPrefix("csv:") {
      let path = resolve(String(text.dropFirst(4)), besideFile: self.path)
      guard fileExists(path) else {
        throw refusal(
          .missingFile, expected: "a schedule, and there is no file \(printable(path: path))")
      }
      return "csv:" + path
    }
    guard names.contains(text) else {
      throw refusal(.unknownChoice, hint: nearest(to: text, among: names), expected: expected)
    }
    return text
  }
}
