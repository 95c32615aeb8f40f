/// One side of a product: a rectangle of a matrix, as it is or transposed, which copies nothing.
public struct FactorPart: Hashable, Sendable {
  let matrix: Matrix
  let matrixRows: Range<Int>
  let matrixColumns: Range<Int>
  /// Whether the product sees the rectangle transposed.
  public let isTransposed: Bool

  /// A rectangle of a matrix.
  ///
  /// - Parameters:
  ///   - matrix: The matrix.
  ///   - rows: Of the matrix; nil for all.
  ///   - columns: Of the matrix; nil for all.
  ///   - transposed: Whether the product sees the rectangle transposed.
  public init(
    _ matrix: Matrix, rows: Range<Int>? = nil, columns: Range<Int>? = nil, transposed: Bool = false
  ) {
    self.matrix = matrix
    matrixRows = rows ?? 0..<matrix.rows
    matrixColumns = columns ?? 0..<matrix.columns
    isTransposed = transposed
    precondition(
      matrixRows.lowerBound >= 0 && matrixRows.upperBound <= matrix.rows
        && matrixColumns.lowerBound >= 0 && matrixColumns.upperBound <= matrix.columns,
      "rows \(matrixRows) and columns \(matrixColumns) of \(matrix.rows) x \(matrix.columns)")
  }

  /// Rows as the product sees them.
  public var rows: Int { isTransposed ? matrixColumns.count : matrixRows.count }

  /// Columns as the product sees them.
  public var columns: Int { isTransposed ? matrixRows.count : matrixColumns.count }

  /// Elements of the matrix before the rectangle.
  var offset: Int { matrixRows.lowerBound * matrix.columns + matrixColumns.lowerBound }
}
