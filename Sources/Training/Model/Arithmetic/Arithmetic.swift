internal import LinearAlgebra

/// The products and roundings of a model's precision.
final class Arithmetic {
  let precision: Precision
  let tally: ProductTally
  /// Gets a turn after each product, so that messages move while the rank computes.
  private let exchange: (any ExpertExchange)?

  init(
    _ precision: Precision, tally: ProductTally = ProductTally(),
    exchange: (any ExpertExchange)? = nil
  ) {
    self.precision = precision
    self.tally = tally
    self.exchange = exchange
  }

  /// Rounds activations or their gradients to the format that they are kept in.
  func round(_ matrix: inout Matrix) {
    if precision.rounds { LayerKernels.round(&matrix) }
  }

  /// Adds a product of rectangles to a rectangle, in single precision.
  ///
  /// - Parameters:
  ///   - a: `[m, k]` as seen.
  ///   - b: `[k, n]` as seen.
  ///   - result: Has a part of `[m, n]`.
  ///   - rows: Of the part; nil for all.
  ///   - columns: Of the part; nil for all.
  ///   - kept: Multiplies what the part holds.
  /// - Throws: `TrainingError` with code `productFailed` where the shapes do not fit.
  func multiply(
    _ a: FactorPart, _ b: FactorPart, into result: inout Matrix, rows: Range<Int>? = nil,
    columns: Range<Int>? = nil, keeping kept: Float = 0
  ) throws(TrainingError) {
    count(rows: a.rows, columns: b.columns, depth: a.columns, a.isTransposed, b.isTransposed)
    do throws(LinearAlgebraError) {
      try result.add(product: a, b, rows: rows, columns: columns, keeping: kept)
    } catch {
      throw TrainingError(error)
    }
  }

  /// Counts a product and gives the exchange a turn.
  func count(
    rows: Int, columns: Int, depth: Int, _ leftTransposed: Bool, _ rightTransposed: Bool
  ) {
    tally.add(
      .init(
        rows: rows, columns: columns, depth: depth, leftTransposed: leftTransposed,
        rightTransposed: rightTransposed))
    exchange?.progress()
  }
}
