/// Fits a few positive parameters to measurements, the same way on every machine and every run.
///
/// Levenberg and Marquardt's method with steps in proportion to each parameter, which thereby stay
/// positive. Derivatives are differences. Only sums, products and quotients are used, whose results
/// no library changes.
enum LeastSquares {
  private static let iterations = 60
  /// Change in proportion for a derivative.
  private static let step = 1e-6
  /// A parameter stays within this factor of its start.
  private static let reach = 1e4

  /// Minimises the sum of squares from several starts.
  ///
  /// Where a model takes the greater of two times, a descent may end where they are equal.
  ///
  /// - Parameters:
  ///   - starts: At least one, each as ``fit(start:residuals:)`` takes it.
  ///   - residuals: One number a measurement, such as a weighted relative error.
  /// - Returns: The parameters of the least sum, of equal ones the first.
  static func fit(starts: [[Double]], residuals: ([Double]) -> [Double]) -> [Double] {
    precondition(!starts.isEmpty, "no start")
    let ends = starts.map { fit(start: $0, residuals: residuals) }
    let sums = ends.map { sumOfSquares(residuals($0)) }
    return ends[sums.indices.min { sums[$0] < sums[$1] } ?? 0]
  }

  /// Minimises the sum of squares.
  ///
  /// - Parameters:
  ///   - start: Positive; the order of magnitude is enough.
  ///   - residuals: One number a measurement, such as a weighted relative error.
  /// - Returns: As many parameters as `start` has.
  /// - Complexity: At most 60 · parameters evaluations of `residuals`.
  /// - Source: Marquardt 1963, Journal of SIAM 11(2), doi:10.1137/0111030.
  static func fit(start: [Double], residuals: ([Double]) -> [Double]) -> [Double] {
    precondition(start.allSatisfy { $0 > 0 }, "start \(start); all above 0")
    var values = start
    var current = residuals(values)
    var best = sumOfSquares(current)
    var damping = 1e-3
    for _ in 0..<iterations {
      let columns = values.indices.map { index in
        var moved = values
        moved[index] *= 1 + step
        return zip(residuals(moved), current).map { ($0 - $1) / step }
      }
      guard let change = solve(columns, current, damping) else { break }
      let next = values.indices.map { index in
        let moved = values[index] * max(0.5, min(2, 1 - change[index]))
        return max(start[index] / reach, min(start[index] * reach, moved))
      }
      let candidate = residuals(next)
      let sum = sumOfSquares(candidate)
      if sum < best {
        let gain = (best - sum) / best
        (values, current, best) = (next, candidate, sum)
        damping = max(damping / 4, 1e-9)
        if gain < 1e-9 { break }
      } else {
        damping *= 4
        if damping > 1e6 { break }
      }
    }
    return values
  }

  private static func sumOfSquares(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }
  }

  /// Solves the damped normal equations; nil where they have no solution.
  ///
  /// - Parameters:
  ///   - columns: `[parameters][measurements]`, derivatives.
  ///   - residuals: `[measurements]`.
  ///   - damping: Added to the diagonal in proportion.
  /// - Returns: `[parameters]`, to be subtracted.
  private static func solve(
    _ columns: [[Double]], _ residuals: [Double], _ damping: Double
  ) -> [Double]? {
    let product = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var rows = columns.map { column in
      columns.map { product(column, $0) } + [product(column, residuals)]
    }
    let count = columns.count
    // A parameter without influence would leave a zero on the diagonal.
    for index in 0..<count { rows[index][index] = rows[index][index] * (1 + damping) + 1e-12 }
    for pivot in 0..<count {
      // The matrix is symmetric and positive definite, so no row needs to be exchanged.
      guard rows[pivot][pivot] > 0 else { return nil }
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return rows.indices.map { rows[$0][count] / rows[$0][$0] }
  }
}
