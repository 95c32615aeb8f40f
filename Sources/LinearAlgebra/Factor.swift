/// One side of a product: a matrix as it is or transposed, which copies nothing.
public enum Factor: Hashable, Sendable {
  case plain(Matrix)
  case transposed(Matrix)

  /// Rows as the product sees them.
  public var rows: Int {
    switch self {
    case .plain(let matrix): matrix.rows
    case .transposed(let matrix): matrix.columns
    }
  }

  /// Columns as the product sees them.
  public var columns: Int {
    switch self {
    case .plain(let matrix): matrix.columns
    case .transposed(let matrix): matrix.rows
    }
  }

  var matrix: Matrix {
    switch self {
    case .plain(let matrix), .transposed(let matrix): matrix
    }
  }

  var isTransposed: Bool {
    if case .transposed = self { true } else { false }
  }

  /// The element of a row and a column as the product sees them.
  subscript(row: Int, column: Int) -> Float {
    isTransposed ? matrix[column, row] : matrix[row, column]
  }
}
