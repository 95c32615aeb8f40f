/// Lays rows out in columns two spaces apart.
///
/// - Parameters:
///   - rows: Cells of one line each; all rows have as many.
///   - textColumns: Columns aligned at the left; the others hold numbers and are aligned at the
///     right.
/// - Returns: One line a row, without trailing spaces.
func aligned(_ rows: [[String]], textColumns: Set<Int> = [0]) -> [String] {
  let columns = rows.first?.count ?? 0
  let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
  return rows.map { row in
    let cells = row.indices.map { column in
      let space = String(repeating: " ", count: widths[column] - row[column].count)
      return textColumns.contains(column) ? row[column] + space : space + row[column]
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
