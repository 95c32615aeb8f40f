/// How far a product is from what it should be.
public struct ProductError: Hashable, Sendable {
  /// The root of the sum of squared errors over that of the squared values: ‖d - r‖ / ‖r‖.
  public let relative: Double
  /// The largest error over the mean magnitude: max |d - r| / mean |r|.
  ///
  /// Single elements of a random product may be as good as 0, so an error relative to its own element
  /// has no bound; this one is relative to a typical element.
  public let largest: Double
  /// DeepSeek's `calc_diff`: 1 - 2 Σ d r / Σ (d² + r²), over all elements.
  public let difference: Double
  /// The largest ``difference`` that one row has by itself, so that rows of large numbers cannot
  /// hide what happens to the others.
  public let worstRowDifference: Double

  /// Compares a product.
  ///
  /// - Parameters:
  ///   - product: `[rows, columns]`
  ///   - reference: `[rows, columns]`, row-major.
  public init(of product: Matrix, against reference: [Double]) {
    precondition(
      product.values.count == reference.count,
      "\(product.rows) x \(product.columns) against \(reference.count) values")
    var (errors, squares, magnitudes, largest) = (0.0, 0.0, 0.0, 0.0)
    for (value, wanted) in zip(product.values, reference) {
      let error = Double(value) - wanted
      errors += error * error
      squares += wanted * wanted
      magnitudes += wanted.magnitude
      largest = max(largest, error.magnitude)
    }
    relative = errors == 0 ? 0 : (errors / squares).squareRoot()
    self.largest = largest == 0 ? 0 : largest / (magnitudes / Double(reference.count))
    difference = Self.difference(product.values[...], reference[...])
    worstRowDifference = (0..<product.rows).reduce(0) { worst, row in
      let range = row * product.columns..<(row + 1) * product.columns
      return max(worst, Self.difference(product.values[range], reference[range]))
    }
  }

  /// DeepSeek's `calc_diff` in double precision: 0 where both are equal or all zeros.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - reference: `[n]`
  /// - Returns: The measure, from 0 to 2.
  /// - Source: deepseek-ai/DeepGEMM, `calc_diff` of the tests.
  public static func difference(_ values: ArraySlice<Float>, _ reference: ArraySlice<Double>)
    -> Double
  {
    var (products, squares) = (0.0, 0.0)
    for (value, wanted) in zip(values, reference) {
      products += Double(value) * wanted
      squares += Double(value) * Double(value) + wanted * wanted
    }
    return squares == 0 ? 0 : 1 - 2 * products / squares
  }
}
