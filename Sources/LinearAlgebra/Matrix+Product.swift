extension Matrix {
  /// Multiplies in single precision through OpenBLAS: `a · b`.
  ///
  /// - Parameters:
  ///   - a: `[m, k]` as seen.
  ///   - b: `[k, n]` as seen.
  /// - Returns: `[m, n]`; zeros when `k` is 0.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the columns of `a` are not the
  ///   rows of `b`, `tooLarge` when a size is beyond 2,147,483,647.
  /// - Complexity: O(m · n · k)
  public static func product(_ a: Factor, _ b: Factor) throws(LinearAlgebraError) -> Matrix {
    var result = Matrix(rows: a.rows, columns: b.columns)
    try result.add(product: a, b)
    return result
  }

  /// Adds a product to the matrix: `self = self · keeping + a · b · scale`.
  ///
  /// A matrix that is kept 0 times is overwritten, whatever it holds.
  ///
  /// - Parameters:
  ///   - a: `[rows, k]` as seen.
  ///   - b: `[k, columns]` as seen.
  ///   - scale: Multiplies the product.
  ///   - kept: Multiplies what the matrix holds.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the three shapes do not fit,
  ///   `tooLarge` when a size is beyond 2,147,483,647.
  /// - Complexity: O(rows · columns · k)
  public mutating func add(
    product a: Factor, _ b: Factor, scale: Float = 1, keeping kept: Float = 1
  ) throws(LinearAlgebraError) {
    guard a.columns == b.rows, a.rows == rows, b.columns == columns else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail:
          "[\(a.rows), \(a.columns)] times [\(b.rows), \(b.columns)] into [\(rows), \(columns)]"
          + "; [m, k] times [k, n] goes into [m, n]")
    }
    try SingleProduct.checkSizes(rows, columns, a.columns)
    let product = SingleProduct(
      rows: rows, columns: columns, depth: a.columns, scale: scale, kept: kept)
    let stride = columns
    unsafe a.matrix.values.withUnsafeBufferPointer { left in
      unsafe b.matrix.values.withUnsafeBufferPointer { right in
        unsafe values.withUnsafeMutableBufferPointer { result in
          // Reason: the three buffers live until the call returns, and the shapes were checked.
          unsafe product.run(
            .init(left.baseAddress, stride: a.matrix.columns, isTransposed: a.isTransposed),
            .init(right.baseAddress, stride: b.matrix.columns, isTransposed: b.isTransposed),
            into: result.baseAddress, stride: stride)
        }
      }
    }
  }
}
