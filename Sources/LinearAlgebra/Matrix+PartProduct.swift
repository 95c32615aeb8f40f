extension Matrix {
  /// Adds a product of rectangles to a rectangle of the matrix: `part = part · keeping + a · b · scale`.
  ///
  /// A rectangle that is kept 0 times is overwritten, whatever it holds; the rest of the matrix stays.
  ///
  /// - Parameters:
  ///   - a: `[rows of the part, k]` as seen.
  ///   - b: `[k, columns of the part]` as seen.
  ///   - rows: Of the part; nil for all.
  ///   - columns: Of the part; nil for all.
  ///   - scale: Multiplies the product.
  ///   - kept: Multiplies what the part holds.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the three shapes do not fit or the
  ///   part is not inside the matrix, `tooLarge` when a size is beyond 2,147,483,647.
  /// - Complexity: O(rows of the part · columns of the part · k)
  public mutating func add(
    product a: FactorPart, _ b: FactorPart, rows partRows: Range<Int>? = nil,
    columns partColumns: Range<Int>? = nil, scale: Float = 1, keeping kept: Float = 1
  ) throws(LinearAlgebraError) {
    let (rowRange, columnRange) = (partRows ?? 0..<rows, partColumns ?? 0..<columns)
    guard a.columns == b.rows, a.rows == rowRange.count, b.columns == columnRange.count,
      rowRange.lowerBound >= 0, rowRange.upperBound <= rows, columnRange.lowerBound >= 0,
      columnRange.upperBound <= columns
    else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail:
          "[\(a.rows), \(a.columns)] times [\(b.rows), \(b.columns)] into rows \(rowRange) and "
          + "columns \(columnRange) of [\(rows), \(columns)]; [m, k] times [k, n] goes into [m, n]")
    }
    try SingleProduct.checkSizes(rows, columns, a.matrix.rows, a.matrix.columns)
    try SingleProduct.checkSizes(b.matrix.rows, b.matrix.columns)
    let product = SingleProduct(
      rows: a.rows, columns: b.columns, depth: a.columns, scale: scale, kept: kept)
    let stride = columns
    let offset = rowRange.lowerBound * columns + columnRange.lowerBound
    unsafe a.matrix.values.withUnsafeBufferPointer { left in
      unsafe b.matrix.values.withUnsafeBufferPointer { right in
        unsafe values.withUnsafeMutableBufferPointer { result in
          // Reason: the three buffers live until the call returns, and the rectangles are inside.
          unsafe product.run(
            .init(
              left.baseAddress.map { unsafe $0 + a.offset }, stride: a.matrix.columns,
              isTransposed: a.isTransposed),
            .init(
              right.baseAddress.map { unsafe $0 + b.offset }, stride: b.matrix.columns,
              isTransposed: b.isTransposed),
            into: result.baseAddress.map { unsafe $0 + offset }, stride: stride)
        }
      }
    }
  }
}
