public import FloatFormats

/// A product of two quantised matrices, one of the three of a linear layer.
///
/// By definition an element of the result is the sum over the contracted axis of
/// (code · scale) · (code · scale). How the sum is formed is chosen when it is computed: see
/// ``ProductArithmetic``.
///
/// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2.
public struct BlockScaledProduct: Hashable, Sendable {
  /// The axis of the right factor that is summed over.
  enum Axis: Hashable, Sendable { case rows, columns }

  /// Contracted along its columns.
  let left: CodedMatrix
  /// The rows of `left` that the result has.
  let leftRows: Range<Int>
  let right: CodedMatrix
  let rightAxis: Axis
  /// The part of the contracted axis that is summed over.
  let depth: Range<Int>

  /// Rows of the result.
  public var rows: Int { leftRows.count }
  /// Columns of the result.
  public var columns: Int { rightAxis == .columns ? right.rows : right.columns }

  /// The forward product of a linear layer (Fprop), `x · wᵀ`.
  ///
  /// - Parameters:
  ///   - inputs: `[tokens, k]`, grouped along `k`.
  ///   - weights: `[n, k]`
  /// - Returns: The product with the result `[tokens, n]`.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the columns differ, `tooLarge`
  ///   when a size is beyond 2,147,483,647.
  public static func forward(
    inputs: QuantizedRows, weights: QuantizedBlocks
  ) throws(LinearAlgebraError) -> BlockScaledProduct {
    try BlockScaledProduct(.rows(inputs), .blocks(weights), along: .columns)
  }

  /// The backward product for the input of a linear layer (Dgrad), `dy · w`.
  ///
  /// Blocks of 128 x 128 look the same along both axes, so the weights serve as they were quantised
  /// for the forward product.
  ///
  /// - Parameters:
  ///   - gradients: `[tokens, n]`, of the output, grouped along `n`.
  ///   - weights: `[n, k]`
  /// - Returns: The product with the result `[tokens, k]`.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the columns of `gradients` are not
  ///   the rows of `weights`, `tooLarge` when a size is beyond 2,147,483,647.
  public static func backwardInput(
    gradients: QuantizedRows, weights: QuantizedBlocks
  ) throws(LinearAlgebraError) -> BlockScaledProduct {
    try BlockScaledProduct(.rows(gradients), .blocks(weights), along: .rows)
  }

  /// The backward product for the weight of a linear layer (Wgrad), `dyᵀ · x`.
  ///
  /// - Parameters:
  ///   - gradients: `[n, tokens]`, of the output, transposed and grouped along the tokens.
  ///   - inputs: `[k, tokens]`, transposed and grouped along the tokens.
  /// - Returns: The product with the result `[n, k]`.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the tokens differ, `tooLarge` when
  ///   a size is beyond 2,147,483,647.
  public static func backwardWeight(
    gradients: QuantizedRows, inputs: QuantizedRows
  ) throws(LinearAlgebraError) -> BlockScaledProduct {
    try BlockScaledProduct(.rows(gradients), .rows(inputs), along: .columns)
  }

  /// A product of matrices with one scale each, `a · bᵀ`.
  ///
  /// - Parameters:
  ///   - a: `[m, k]`
  ///   - b: `[n, k]`
  /// - Returns: The product with the result `[m, n]`.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when the columns differ, `tooLarge`
  ///   when a size is beyond 2,147,483,647.
  public static func perTensor(
    _ a: QuantizedTensor, _ b: QuantizedTensor
  ) throws(LinearAlgebraError) -> BlockScaledProduct {
    try BlockScaledProduct(.tensor(a), .tensor(b), along: .columns)
  }

  init(
    _ left: CodedMatrix, rows: Range<Int>? = nil, _ right: CodedMatrix, along axis: Axis,
    depth: Range<Int>? = nil
  ) throws(LinearAlgebraError) {
    let rightDepth = axis == .columns ? right.columns : right.rows
    guard left.columns == rightDepth else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail:
          "[\(left.rows), \(left.columns)] and [\(right.rows), \(right.columns)]: the columns "
          + "of the first, \(left.columns), should be the \(axis) of the second, \(rightDepth)")
    }
    try SingleProduct.checkSizes(left.rows, left.columns, right.rows, right.columns)
    self.left = left
    leftRows = rows ?? 0..<left.rows
    self.right = right
    rightAxis = axis
    self.depth = depth ?? 0..<left.columns
  }
}
