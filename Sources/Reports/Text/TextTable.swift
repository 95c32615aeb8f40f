/// Columns of text for a terminal: the first aligned left, the others right.
struct TextTable: Sendable {
  /// May hold line breaks; short headers are set at the bottom.
  var headers: [String]
  /// One list of cells a row, as many as headers.
  var rows: [[String]] = []
  var gap = 2

  init(headers: [String]) { self.headers = headers }

  /// - Complexity: O(cells)
  var lines: [String] {
    let headerLines = headers.map {
      $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    let height = headerLines.map(\.count).max() ?? 1
    let top = (0..<height).map { line in
      headerLines.map { cell in
        let index = line - (height - cell.count)
        return index >= 0 ? cell[index] : ""
      }
    }
    let all = top + rows
    let widths = headers.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let separator = String(repeating: " ", count: gap)
    let line = { (cells: [String]) in
      cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 0 ? cells[column] + padding : padding + cells[column]
      }.joined(separator: separator).trimmingTrailingSpaces
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + gap * (widths.count - 1))
    return top.map(line) + [rule] + rows.map(line)
  }
}

extension String {
  /// Without spaces at its end.
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop(while: { $0 == " " }).reversed())
  }
}
