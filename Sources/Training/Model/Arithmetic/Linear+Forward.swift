internal import FloatFormats
internal import LinearAlgebra

extension Linear {
  /// The layer's output, rounded where activations are.
  ///
  /// - Parameters:
  ///   - input: `[rows, inputs]`
  ///   - groups: Rows of each group; nil where there is one.
  /// - Returns: `[rows, outputs]`
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func forward(_ input: LinearInput, groups: [Int]? = nil) throws(TrainingError) -> Matrix {
    let ranges = ranges(groups, rows: input.rows)
    var y = Matrix(rows: input.rows, columns: outputs)
    switch input {
    case .whole(let x):
      for (group, rows) in ranges.enumerated() where !rows.isEmpty {
        try arithmetic.multiply(
          FactorPart(x, rows: rows), FactorPart(try weight(group), transposed: true), into: &y,
          rows: rows)
      }
    case .tiles(let x):
      count(ranges, columns: outputs, depth: inputs, rightTransposed: true)
      let blocks = try blocks()
      try TrainingError.product { () throws(LinearAlgebraError) in
        let product = try GroupedProduct.forward(
          inputs: x, tokens: ranges.map(\.count), weights: blocks)
        try product.add(to: &y, tiles?.arithmetic ?? .single)
      }
    }
    arithmetic.round(&y)
    return y
  }

  /// All weights in codes.
  func blocks() throws(TrainingError) -> [QuantizedBlocks] {
    var blocks: [QuantizedBlocks] = []
    for weight in weights { blocks.append(try weight.blocks(tiles?.scales ?? .float)) }
    return blocks
  }

  /// Counts the products of groups of rows.
  func count(_ ranges: [Range<Int>], columns: Int, depth: Int, rightTransposed: Bool) {
    for rows in ranges where !rows.isEmpty {
      arithmetic.count(
        rows: rows.count, columns: columns, depth: depth, false, rightTransposed)
    }
  }
}
