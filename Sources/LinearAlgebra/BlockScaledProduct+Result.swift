internal import FloatFormats

extension BlockScaledProduct {
  /// Computes the product.
  ///
  /// - Parameter arithmetic: How the sums are formed.
  /// - Returns: `[rows, columns]`; zeros where there is nothing to sum.
  /// - Throws: `LinearAlgebraError` with code `promotionInterval` when tensor cores would be asked to
  ///   sum over several scales.
  /// - Complexity: O(rows · columns · depth)
  public func result(
    _ arithmetic: ProductArithmetic = .single
  ) throws(LinearAlgebraError) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    try add(to: &result, arithmetic)
    return result
  }

  /// Computes the product and adds it to a matrix in single precision, as weight gradients are
  /// accumulated.
  ///
  /// - Parameters:
  ///   - sum: `[rows, columns]`
  ///   - arithmetic: How the sums are formed.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when `sum` has another shape,
  ///   `promotionInterval` when tensor cores would be asked to sum over several scales.
  /// - Complexity: O(rows · columns · depth)
  public func add(
    to sum: inout Matrix, _ arithmetic: ProductArithmetic = .single
  ) throws(LinearAlgebraError) {
    guard sum.rows == rows, sum.columns == columns else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "[\(sum.rows), \(sum.columns)] cannot take a product of [\(rows), \(columns)]")
    }
    try add(toRowsFrom: 0, of: &sum, arithmetic)
  }

  /// Adds the product to rows of a matrix that has its columns.
  func add(
    toRowsFrom first: Int, of sum: inout Matrix, _ arithmetic: ProductArithmetic
  ) throws(LinearAlgebraError) {
    switch arithmetic {
    case .single: addPanels(toRowsFrom: first, of: &sum)
    case .exact: addExact(toRowsFrom: first, of: &sum)
    case .tensorCore(let accumulation):
      try accumulation.check(self)
      addEmulated(accumulation, toRowsFrom: first, of: &sum)
    }
  }

  /// The contracted axis, cut where a new scale begins.
  var pieces: [Range<Int>] {
    left.isBlockScaled || right.isBlockScaled ? blocks : [depth]
  }

  /// The contracted axis, cut at multiples of 128.
  var blocks: [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = depth.lowerBound
    while start < depth.upperBound {
      let end = min((start / Self.blockLength + 1) * Self.blockLength, depth.upperBound)
      blocks.append(start..<end)
      start = end
    }
    return blocks
  }

  /// Numbers along the contracted axis that share a scale.
  static var blockLength: Int { QuantizedRows.groupLength }
}
