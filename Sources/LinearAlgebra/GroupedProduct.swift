public import FloatFormats

/// The products of several experts whose tokens lie one behind the other.
///
/// Group `g` is the tokens of expert `g`; a group may be empty. The results lie one below the other.
public struct GroupedProduct: Hashable, Sendable {
  /// One for each group.
  public let products: [BlockScaledProduct]
  /// Columns of the result.
  public let columns: Int

  /// Rows of the result: those of all groups.
  public var rows: Int { products.reduce(0) { $0 + $1.rows } }

  /// The forward products of the experts' linear layers, `x · wᵀ` for each group.
  ///
  /// - Parameters:
  ///   - inputs: `[tokens, k]`, grouped along `k`.
  ///   - tokens: Of each group; together as many as `inputs` has rows.
  ///   - weights: One `[n, k]` for each group, the same shape for all.
  /// - Returns: The products with the result `[tokens, n]`.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` when counts or shapes do not fit,
  ///   `tooLarge` when a size is beyond 2,147,483,647.
  public static func forward(
    inputs: QuantizedRows, tokens: [Int], weights: [QuantizedBlocks]
  ) throws(LinearAlgebraError) -> GroupedProduct {
    try GroupedProduct(inputs, tokens: tokens, weights, along: .columns)
  }

  /// The backward products for the experts' inputs, `dy · w` for each group.
  ///
  /// - Parameters:
  ///   - gradients: `[tokens, n]`, of the outputs, grouped along `n`.
  ///   - tokens: Of each group; together as many as `gradients` has rows.
  ///   - weights: One `[n, k]` for each group, the same shape for all.
  /// - Returns: The products with the result `[tokens, k]`.
  /// - Throws: `LinearAlgebraError` as the forward products do.
  public static func backwardInput(
    gradients: QuantizedRows, tokens: [Int], weights: [QuantizedBlocks]
  ) throws(LinearAlgebraError) -> GroupedProduct {
    try GroupedProduct(gradients, tokens: tokens, weights, along: .rows)
  }

  /// The backward products for the experts' weights, `dyᵀ · x` for each group.
  ///
  /// A group may begin and end anywhere; where that is inside 128 tokens that share a scale, the scale
  /// is that of both groups.
  ///
  /// - Parameters:
  ///   - gradients: `[n, tokens]`, of the outputs, transposed and grouped along the tokens.
  ///   - inputs: `[k, tokens]`, transposed and grouped along the tokens.
  ///   - tokens: Of each group; together as many as both have columns.
  /// - Returns: The products with the result `[groups · n, k]`; zeros for a group without tokens.
  /// - Throws: `LinearAlgebraError` as the forward products do.
  public static func backwardWeight(
    gradients: QuantizedRows, inputs: QuantizedRows, tokens: [Int]
  ) throws(LinearAlgebraError) -> GroupedProduct {
    var products: [BlockScaledProduct] = []
    for group in try ranges(tokens, covering: gradients.columns) {
      products.append(
        try BlockScaledProduct(.rows(gradients), .rows(inputs), along: .columns, depth: group))
    }
    return GroupedProduct(products: products, columns: inputs.rows)
  }

  private init(products: [BlockScaledProduct], columns: Int) {
    self.products = products
    self.columns = columns
  }

  private init(
    _ left: QuantizedRows, tokens: [Int], _ weights: [QuantizedBlocks],
    along axis: BlockScaledProduct.Axis
  ) throws(LinearAlgebraError) {
    guard weights.count == tokens.count else {
      throw LinearAlgebraError(
        code: .shapesDisagree, detail: "\(tokens.count) groups of tokens, \(weights.count) weights")
    }
    for (group, weight) in weights.enumerated()
    where weight.rows != weights[0].rows || weight.columns != weights[0].columns {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "weight \(group) is [\(weight.rows), \(weight.columns)], weight 0 is "
          + "[\(weights[0].rows), \(weights[0].columns)]; one shape is accepted")
    }
    var products: [BlockScaledProduct] = []
    for (rows, weight) in zip(try Self.ranges(tokens, covering: left.rows), weights) {
      products.append(
        try BlockScaledProduct(.rows(left), rows: rows, .blocks(weight), along: axis))
    }
    self.init(products: products, columns: products.first?.columns ?? 0)
  }

  /// Where each group lies on the axis of tokens.
  private static func ranges(
    _ tokens: [Int], covering count: Int
  ) throws(LinearAlgebraError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for (group, size) in tokens.enumerated() {
      guard size >= 0, size <= count - start else {
        throw LinearAlgebraError(
          code: .shapesDisagree,
          detail: "group \(group) has \(size) tokens; 0 to \(count - start) of \(count) are left")
      }
      ranges.append(start..<start + size)
      start += size
    }
    guard start == count else {
      throw LinearAlgebraError(
        code: .shapesDisagree, detail: "the groups have \(start) tokens, the matrix has \(count)")
    }
    return ranges
  }
}
