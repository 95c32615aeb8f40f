/// A matrix cut into tiles that share a scale each; tiles at the far edges may be smaller.
@usableFromInline
struct MatrixTiling: Hashable, Sendable {
  /// Numbers along the side of a tile that products are summed over.
  @usableFromInline static let side = 128

  let rows: Int
  let columns: Int
  let tileRows: Int
  let tileColumns: Int

  static func groupsOfRow(rows: Int, columns: Int) -> MatrixTiling {
    MatrixTiling(rows: rows, columns: columns, tileRows: 1, tileColumns: side)
  }

  static func groupsOfColumn(rows: Int, columns: Int) -> MatrixTiling {
    MatrixTiling(rows: rows, columns: columns, tileRows: side, tileColumns: 1)
  }

  static func blocks(rows: Int, columns: Int) -> MatrixTiling {
    MatrixTiling(rows: rows, columns: columns, tileRows: side, tileColumns: side)
  }

  static func whole(rows: Int, columns: Int) -> MatrixTiling {
    MatrixTiling(
      rows: rows, columns: columns, tileRows: max(rows, 1), tileColumns: max(columns, 1))
  }

  var count: Int { rows * columns }
  var tilesDown: Int { (rows + tileRows - 1) / tileRows }
  var tilesAcross: Int { (columns + tileColumns - 1) / tileColumns }
  var tileCount: Int { tilesDown * tilesAcross }

  func rowsOfTile(_ tile: Int) -> Range<Int> {
    let first = tile / tilesAcross * tileRows
    return first..<min(first + tileRows, rows)
  }

  func columnsOfTile(_ tile: Int) -> Range<Int> {
    let first = tile % tilesAcross * tileColumns
    return first..<min(first + tileColumns, columns)
  }

  /// Checks a shape and how many numbers were given for it.
  ///
  /// - Throws: `QuantizationError` with code `shapeMismatch` when a side is negative, when the product
  ///   of the sides is no `Int`, or when the count is not that product.
  func check(values given: Int) throws(QuantizationError) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, count == given else {
      throw QuantizationError(
        code: .shapeMismatch,
        detail: "\(given) numbers for \(rows) rows of \(columns); rows times columns are accepted")
    }
  }

  /// Checks how many scales were given.
  ///
  /// - Throws: `QuantizationError` with code `shapeMismatch` when there is not one for each tile.
  func check(scales given: Int) throws(QuantizationError) {
    guard given == tileCount else {
      throw QuantizationError(
        code: .shapeMismatch,
        detail:
          "\(given) scales for \(rows) rows of \(columns); \(tilesDown) times \(tilesAcross), "
          + "one for each tile of \(tileRows) x \(tileColumns), are accepted")
    }
  }
}
