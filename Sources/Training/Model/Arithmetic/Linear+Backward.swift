internal import FloatFormats
internal import LinearAlgebra

extension Linear {
  /// Adds the gradient of the layer's input.
  ///
  /// - Parameters:
  ///   - dy: `[rows, outputs]`, of ``gradient(_:)``.
  ///   - groups: Rows of each group; nil where there is one.
  ///   - dx: `[rows, inputs]`
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func addInputGradient(
    _ dy: Matrix, groups: [Int]? = nil, to dx: inout Matrix
  ) throws(TrainingError) {
    let ranges = ranges(groups, rows: dy.rows)
    guard let tiles else {
      for (group, rows) in ranges.enumerated() where !rows.isEmpty {
        try arithmetic.multiply(
          FactorPart(dy, rows: rows), FactorPart(try weight(group)), into: &dx, rows: rows,
          keeping: 1)
      }
      return
    }
    count(ranges, columns: inputs, depth: outputs, rightTransposed: false)
    let coded = try coded(dy, of: "gradient", gradientScales ?? tiles.scales)
    let blocks = try blocks()
    try TrainingError.product { () throws(LinearAlgebraError) in
      let product = try GroupedProduct.backwardInput(
        gradients: coded, tokens: ranges.map(\.count), weights: blocks)
      try product.add(to: &dx, tiles.arithmetic)
    }
  }

  /// The gradient of the layer's input, rounded where activations are.
  func inputGradient(_ dy: Matrix, groups: [Int]? = nil) throws(TrainingError) -> Matrix {
    var dx = Matrix(rows: dy.rows, columns: inputs)
    try addInputGradient(dy, groups: groups, to: &dx)
    arithmetic.round(&dx)
    return dx
  }

  /// Adds the gradients of the layer's weights to the parameters'.
  ///
  /// - Parameters:
  ///   - dy: `[rows, outputs]`, of ``gradient(_:)``.
  ///   - input: `[rows, inputs]`, as the forward took it.
  ///   - groups: Rows of each group; nil where there is one.
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func addWeightGradient(
    _ dy: Matrix, input: LinearInput, groups: [Int]? = nil
  ) throws(TrainingError) {
    let x = try input.values()
    for (group, rows) in ranges(groups, rows: dy.rows).enumerated() where !rows.isEmpty {
      guard let tiles else {
        try arithmetic.multiply(
          FactorPart(dy, rows: rows, transposed: true), FactorPart(x, rows: rows),
          into: &weights[group].gradient, keeping: 1)
        continue
      }
      arithmetic.count(rows: outputs, columns: inputs, depth: rows.count, true, false)
      let gradients = try transposedCodes(dy, rows: rows, of: "gradient", tiles.scales)
      let inputs = try transposedCodes(x, rows: rows, of: "input", tiles.scales)
      try TrainingError.product { () throws(LinearAlgebraError) in
        let product = try BlockScaledProduct.backwardWeight(gradients: gradients, inputs: inputs)
        try product.add(to: &weights[group].gradient, tiles.arithmetic)
      }
    }
  }
}
