internal import FloatFormats

extension PrecisionStudy {
  /// The errors of rounding: every recipe on every kind of data at every depth.
  ///
  /// - Returns: In the order of data, depths, recipes.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · sum of `depths`)
  public func roundings() throws(LinearAlgebraError) -> [Rounding] {
    var roundings: [Rounding] = []
    for data in StudyData.allCases {
      for depth in depths { roundings += try self.roundings(of: data, depth: depth) }
    }
    return roundings
  }

  /// The errors of rounding on one kind of data at one depth, which need nothing of the others.
  ///
  /// - Returns: In the order of recipes.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · `depth`)
  public func roundings(
    of data: StudyData, depth: Int
  ) throws(LinearAlgebraError) -> [Rounding] {
    let problem = StudyProblem(data, rows: rows, columns: columns, depth: depth, seed: seed)
    var roundings: [Rounding] = []
    for recipe in StudyRecipe.allCases {
      let error = ProductError(of: try recipe.product(problem), against: problem.reference)
      roundings.append(Rounding(recipe: recipe, data: data, depth: depth, error: error))
    }
    return roundings
  }

  /// The errors of accumulation at every depth and promotion interval.
  ///
  /// - Returns: In the order of depths, then of promotion intervals.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · sum of `depths`)
  public func accumulations() throws(LinearAlgebraError) -> [Accumulation] {
    var accumulations: [Accumulation] = []
    for depth in depths { accumulations += try self.accumulations(depth: depth) }
    return accumulations
  }

  /// The errors of accumulation at one depth under its ``promotionIntervals(_:)``.
  ///
  /// Factors are Gaussian, in E4M3 with one scale each.
  ///
  /// - Returns: In the order of promotion intervals.
  /// - Throws: `LinearAlgebraError` with code `unquantizable` should a random number be too large.
  /// - Complexity: O(`rows` · `columns` · `depth`)
  public func accumulations(depth: Int) throws(LinearAlgebraError) -> [Accumulation] {
    let problem = StudyProblem(.gaussian, rows: rows, columns: columns, depth: depth, seed: seed)
    let product = try BlockScaledProduct.perTensor(
      try StudyRecipe.delayed([problem.left], problem.left),
      try StudyRecipe.delayed([problem.right], problem.right))
    let exact = try product.result(.exact).values.map(Double.init)
    var rules: [TensorCoreAccumulation] = []
    for interval in Self.promotionIntervals(depth) {
      rules.append(try TensorCoreAccumulation(promotionInterval: interval))
    }
    return zip(rules, product.emulated(rules)).map { rule, sums in
      Accumulation(
        depth: depth, promotionInterval: rule.promotionInterval,
        error: ProductError(of: sums, against: exact))
    }
  }

  /// The promotion intervals that a study tries for sums of one length.
  ///
  /// - Returns: The multiples of 32 by powers of two below the depth, then the first multiple of 32 that
  ///   is not below: promotion at the end only.
  public static func promotionIntervals(_ depth: Int) -> [Int] {
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
