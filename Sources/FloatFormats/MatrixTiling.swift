/// A matrix cut into tiles that share a scale each; tiles at the far edges may be smaller.
struct MatrixTiling: Hashable, Sendable {
  enum Tile: Hashable, Sendable {
    /// 128 numbers of a row.
    case rowGroup
    /// 128 numbers of a column.
    case columnGroup
    /// 128 rows of 128 columns.
    case block
  }

  let shape: MatrixShape
  let tile: Tile

  init(rows: Int, columns: Int, tile: Tile) {
    shape = MatrixShape(rows: rows, columns: columns)
    self.tile = tile
  }

  var tileRows: Int { tile == .rowGroup ? 1 : 128 }
  var tileColumns: Int { tile == .columnGroup ? 1 : 128 }
  var tilesDown: Int { (shape.rows + tileRows - 1) / tileRows }
  var tilesAcross: Int { (shape.columns + tileColumns - 1) / tileColumns }
  var tileCount: Int { tilesDown * tilesAcross }

  /// Rows of a tile; tiles are counted row by row.
  func rows(ofTile tile: Int) -> Range<Int> {
    let first = tile / tilesAcross * tileRows
    return first..<min(first + tileRows, shape.rows)
  }

  /// Columns of a tile; tiles are counted row by row.
  func columns(ofTile tile: Int) -> Range<Int> {
    let first = tile % tilesAcross * tileColumns
    return first..<min(first + tileColumns, shape.columns)
  }

  /// The largest magnitude of a tile of finite numbers.
  func magnitude(of values: Span<Float>, tile: Int) -> Float {
    var magnitude: Float = 0
    for row in rows(ofTile: tile) {
      for column in columns(ofTile: tile) {
        magnitude = max(magnitude, values[row * shape.columns + column].magnitude)
      }
    }
    return magnitude
  }
}
