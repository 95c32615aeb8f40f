/// A table of comma-separated values with a header, each row read by typed keys as a mapping is.
///
/// Cells are not quoted, an empty cell is an absent key, and empty lines are skipped.
struct CSVTable {
  let rows: [Field]

  /// - Throws: `ConfigurationError` with code `wrongType` where a row has not the header's cells,
  ///   `duplicateKey` where the header names a column twice.
  init(_ file: ConfigurationText) throws(ConfigurationError) {
    let lines = file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().filter { !$0.element.allSatisfy(\.isWhitespace) }
    guard let header = lines.first else {
      throw ConfigurationError(
        code: .missingKey,
        detail: "\(printable(path: file.path)):1: the table is empty; expected a header and rows")
    }
    let names = Self.cells(header.element)
    guard Set(names).count == names.count else {
      throw ConfigurationError(
        code: .duplicateKey,
        detail: "\(printable(path: file.path)):\(header.offset + 1): a column stands there twice; "
          + "expected each once")
    }
    var rows: [Field] = []
    for (index, line) in lines.dropFirst() {
      let cells = Self.cells(line)
      guard cells.count == names.count else {
        throw ConfigurationError(
          code: .wrongType,
          detail: "\(printable(path: file.path)):\(index + 1): the row has \(cells.count) cells; "
            + "expected \(names.count): \(printable(names.joined(separator: ",")))")
      }
      let entries = zip(names, cells).filter { !$0.1.isEmpty }.map { name, cell in
        YAMLNode.Entry(
          key: name, line: index + 1,
          value: YAMLNode(content: .scalar(cell, isQuoted: false), line: index + 1))
      }
      rows.append(
        Field(
          path: file.path, key: "", line: index + 1,
          node: YAMLNode(content: .mapping(entries), line: index + 1)))
    }
    self.rows = rows
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      let start = cell.drop(while: \.isWhitespace)
      guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
      return String(start[...end])
    }
  }
}
