/// Numbers in rows and columns, in single precision.
public struct Matrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int

  /// `[rows, columns]`, row-major.
  public internal(set) var values: [Float]

  /// A matrix whose elements are all the same.
  ///
  /// - Parameters:
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - element: The value of every element.
  /// - Complexity: O(`rows` · `columns`)
  public init(rows: Int, columns: Int, repeating element: Float = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    values = [Float](repeating: element, count: rows * columns)
  }

  /// A matrix of given elements.
  ///
  /// - Parameters:
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  ///   - values: `[rows, columns]`, row-major.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the count is another one or a
  ///   size is negative.
  public init(rows: Int, columns: Int, values: [Float]) throws(LinearAlgebraError) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, values.count == count else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "\(values.count) values for a matrix of \(rows) x \(columns)")
    }
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The element of a row and a column, both counted from 0.
  public subscript(row: Int, column: Int) -> Float {
    get { values[index(row, column)] }
    set { values[index(row, column)] = newValue }
  }

  /// Changes elements in place.
  ///
  /// - Parameter body: Gets all elements, `[rows, columns]`, row-major.
  public mutating func update(_ body: (inout MutableSpan<Float>) -> Void) {
    var span = values.mutableSpan
    body(&span)
  }

  /// The matrix with rows and columns exchanged, `[columns, rows]`.
  ///
  /// - Complexity: O(`rows` · `columns`)
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns {
        result.values[column * rows + row] = values[row * columns + column]
      }
    }
    return result
  }

  private func index(_ row: Int, _ column: Int) -> Int {
    precondition(
      0..<rows ~= row && 0..<columns ~= column, "[\(row), \(column)] of \(rows) x \(columns)")
    return row * columns + column
  }
}
