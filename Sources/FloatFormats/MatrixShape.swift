/// Rows and columns of a row-major matrix that others handed in.
struct MatrixShape: Hashable, Sendable {
  let rows: Int
  let columns: Int

  var count: Int { rows * columns }

  /// Checks the shape and how many numbers were given for it.
  ///
  /// - Throws: `QuantizationError` with code `shapeMismatch` when a side is negative, when the product
  ///   of the sides is no `Int`, or when the count is not that product.
  func check(values given: Int) throws(QuantizationError) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflows, count == given else {
      throw QuantizationError(
        code: .shapeMismatch,
        detail: "\(given) numbers for \(rows) rows of \(columns); rows times columns are accepted")
    }
  }

  /// Traps where a part lies outside or does not have as many numbers as there are places for.
  func check(rows part: Range<Int>, columns columnsOfPart: Range<Int>, places: Int) {
    precondition(
      part.lowerBound >= 0 && part.upperBound <= rows && columnsOfPart.lowerBound >= 0
        && columnsOfPart.upperBound <= columns && places == part.count * columnsOfPart.count,
      "rows \(part), columns \(columnsOfPart) of \(rows) x \(columns) into \(places) places")
  }

  /// The error that names the first number, row by row, that is not finite; nil where there is none.
  func nonFiniteValue(in values: Span<Float>) -> QuantizationError? {
    for place in values.indices where !values[place].isFinite {
      return QuantizationError(
        code: .nonFiniteValue,
        detail: "row \(place / columns), column \(place % columns) is \(values[place]); "
          + "finite numbers are accepted")
    }
    return nil
  }
}
