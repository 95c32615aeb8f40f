extension GroupedProduct {
  /// Computes the products.
  ///
  /// - Parameter arithmetic: How the sums are formed.
  /// - Returns: `[rows, columns]`, the groups' results one below the other.
  /// - Throws: `LinearAlgebraError` with code `promotionInterval` when tensor cores would be asked to
  ///   sum over several scales.
  /// - Complexity: O(rows · columns · depth), for weights O(columns · gradients' rows · tokens)
  public func result(
    _ arithmetic: ProductArithmetic = .single
  ) throws(LinearAlgebraError) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    try add(to: &result, arithmetic)
    return result
  }

  /// Computes the products and adds them to a matrix in single precision.
  ///
  /// - Parameters:
  ///   - sum: `[rows, columns]`
  ///   - arithmetic: How the sums are formed.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when `sum` has another shape,
  ///   `promotionInterval` when tensor cores would be asked to sum over several scales.
  public func add(
    to sum: inout Matrix, _ arithmetic: ProductArithmetic = .single
  ) throws(LinearAlgebraError) {
    guard sum.rows == rows, sum.columns == columns else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "[\(sum.rows), \(sum.columns)] cannot take products of [\(rows), \(columns)]")
    }
    var first = 0
    for product in products {
      try product.add(toRowsFrom: first, of: &sum, arithmetic)
      first += product.rows
    }
  }
}
