internal import FloatFormats

/// What eight-bit formats and tensor-core accumulation do to products of random matrices.
///
/// The same study gives the same numbers on every run.
public struct PrecisionStudy: Hashable, Sendable {
  /// The error of one way to round, against the product of factors that were not rounded.
  public struct Rounding: Hashable, Sendable {
    public let recipe: StudyRecipe
    public let data: StudyData
    /// The length of the sums, K.
    public let depth: Int
    public let error: ProductError
  }

  /// The error of tensor-core sums alone, against the exact product of the same eight-bit factors.
  public struct Accumulation: Hashable, Sendable {
    /// The length of the sums, K.
    public let depth: Int
    /// Products between two promotions, N_C; the depth where nothing is promoted before the end.
    public let promotionInterval: Int
    public let error: ProductError
  }

  /// Rows of the left factor.
  public let rows: Int
  /// Columns of the product.
  public let columns: Int
  /// The lengths of the sums, K.
  public let depths: [Int]
  public let seed: UInt64

  /// Describes a study; the defaults take a few seconds.
  ///
  /// - Parameters:
  ///   - rows: At least 1.
  ///   - columns: At least 1.
  ///   - depths: At least 1 each; 65,536 at most.
  ///   - seed: Any number.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` for sizes out of these ranges.
  public init(
    rows: Int = 128, columns: Int = 128,
    depths: [Int] = [128, 512, 1_024, 2_048, 4_096, 8_192, 16_384],
    seed: UInt64 = 1
  ) throws(LinearAlgebraError) {
    guard rows > 0, columns > 0, depths.allSatisfy({ 1...65_536 ~= $0 }) else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "\(rows) rows, \(columns) columns, depths \(depths); at least 1 each, and depths "
          + "up to 65536 are accepted")
    }
    self.rows = rows
    self.columns = columns
    self.depths = depths
    self.seed = seed
  }

  /// The errors of rounding: every recipe on every kind of data at every depth.
  ///
  /// - Returns: In the order of data, depths, recipes.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · sum of `depths`)
  public func roundings() throws(LinearAlgebraError) -> [Rounding] {
    var roundings: [Rounding] = []
    for data in StudyData.allCases {
      for depth in depths {
        let problem = StudyProblem(data, rows: rows, columns: columns, depth: depth, seed: seed)
        for recipe in StudyRecipe.allCases {
          let error = ProductError(of: try recipe.product(problem), against: problem.reference)
          roundings.append(Rounding(recipe: recipe, data: data, depth: depth, error: error))
        }
      }
    }
    return roundings
  }

  /// The errors of accumulation at every depth and promotion interval.
  ///
  /// Factors are Gaussian, in E4M3 with one scale each. The intervals are 32 times powers of two below
  /// the depth, and one that promotes only at the end.
  ///
  /// - Returns: In the order of depths, then of promotion intervals.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · sum of `depths`)
  public func accumulations() throws(LinearAlgebraError) -> [Accumulation] {
    var accumulations: [Accumulation] = []
    for depth in depths {
      let problem = StudyProblem(.gaussian, rows: rows, columns: columns, depth: depth, seed: seed)
      let product = try BlockScaledProduct.perTensor(
        try StudyRecipe.delayed([problem.left], problem.left),
        try StudyRecipe.delayed([problem.right], problem.right))
      let exact = try product.result(.exact).values.map(Double.init)
      var rules: [TensorCoreAccumulation] = []
      for interval in Self.promotionIntervals(depth) {
        rules.append(try TensorCoreAccumulation(promotionInterval: interval))
      }
      for (rule, sums) in zip(rules, product.emulated(rules)) {
        accumulations.append(
          Accumulation(
            depth: depth, promotionInterval: rule.promotionInterval,
            error: ProductError(of: sums, against: exact)))
      }
    }
    return accumulations
  }

  /// The multiples of 32 by powers of two below the depth, then the first multiple that is not below.
  static func promotionIntervals(_ depth: Int) -> [Int] {
    let step = TensorCoreAccumulation.productsPerStep
    var intervals: [Int] = []
    var interval = step
    while interval < depth {
      intervals.append(interval)
      interval *= 2
    }
    return intervals + [(depth + step - 1) / step * step]
  }
}
