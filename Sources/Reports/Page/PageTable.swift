/// A table of a page; its first column stays in sight when a narrow window scrolls.
struct PageTable: Sendable {
  var headers: [String]
  /// One list of cells a row, as many as headers.
  var rows: [[Markup]] = []
  /// The row to set in bold.
  var best: Int?
  /// Columns of words instead of numbers, besides the first.
  var words: Set<Int> = []

  init(headers: [String], words: Set<Int> = [], best: Int? = nil) {
    self.headers = headers
    self.words = words
    self.best = best
  }

  mutating func append(_ cells: [String]) { rows.append(cells.map { "\($0)" }) }

  var markup: Markup {
    let isText = { (column: Int) in column == 0 || words.contains(column) }
    let head = headers.enumerated().map { column, title -> Markup in
      isText(column) ? "<th class=\"words\">\(title)</th>" : "<th>\(title)</th>"
    }
    let body = rows.enumerated().map { index, row -> Markup in
      let cells = row.enumerated().map { column, cell -> Markup in
        if column == 0 { return "<th class=\"words\">\(cell)</th>" }
        return isText(column) ? "<td class=\"words\">\(cell)</td>" : "<td>\(cell)</td>"
      }
      return index == best ? "<tr class=\"best\">\(cells)</tr>\n" : "<tr>\(cells)</tr>\n"
    }
    return """
      <div class="scroll"><table><thead><tr>\(head)</tr></thead><tbody>
      \(body)</tbody></table></div>

      """
  }
}
