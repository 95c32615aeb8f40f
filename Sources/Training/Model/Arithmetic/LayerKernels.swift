internal import CTrainingKernels
internal import LinearAlgebra

/// The loops in C over the elements of matrices, with their shapes checked.
enum LayerKernels {
  /// `sums += values`
  static func add(_ values: Matrix, to sums: inout Matrix) {
    requireEqual(values, sums)
    // Reason: C takes pointers; both hold as many numbers.
    unsafe layers_add(values.values, Int64(values.values.count), &sums.values)
  }

  /// Rounds to BF16 in place.
  static func round(_ matrix: inout Matrix) {
    let count = Int64(matrix.values.count)
    // Reason: C takes pointers; the count is the matrix's.
    unsafe layers_round(&matrix.values, count)
  }

  /// Columns of a matrix.
  static func columns(_ columns: Range<Int>, of matrix: Matrix) -> Matrix {
    var result = Matrix(rows: matrix.rows, columns: columns.count)
    copyColumns(of: matrix, from: columns.lowerBound, to: &result, at: 0, count: columns.count)
    return result
  }

  /// Two matrices beside each other.
  static func joined(_ left: Matrix, _ right: Matrix) -> Matrix {
    var result = Matrix(rows: left.rows, columns: left.columns + right.columns)
    copyColumns(of: left, from: 0, to: &result, at: 0, count: left.columns)
    copyColumns(of: right, from: 0, to: &result, at: left.columns, count: right.columns)
    return result
  }

  private static func copyColumns(
    of source: Matrix, from first: Int, to target: inout Matrix, at place: Int, count: Int
  ) {
    precondition(
      source.rows == target.rows && first >= 0 && place >= 0 && first + count <= source.columns
        && place + count <= target.columns,
      "\(count) columns from \(first) of \(source.columns) to \(place) of \(target.columns)")
    let stride = Int64(target.columns)
    // Reason: C takes pointers; the rectangles are inside their matrices.
    unsafe layers_copy(
      source.values, Int64(first), Int64(source.columns), &target.values, Int64(place), stride,
      Int64(source.rows), Int64(count))
  }

  /// The rows of a matrix at some places, one below the other.
  static func gather(_ matrix: Matrix, places: [Int32]) -> Matrix {
    requirePlaces(places, 0..<matrix.rows)
    var result = Matrix(rows: places.count, columns: matrix.columns)
    // Reason: C takes pointers; every place is a row.
    unsafe layers_gather(
      matrix.values, places, Int64(places.count), Int64(matrix.columns), &result.values)
    return result
  }

  /// Adds rows to the rows of a matrix at some places; -1 adds nowhere.
  static func scatterAdd(_ rows: Matrix, places: [Int32], to sums: inout Matrix) {
    requirePlaces(places, -1..<sums.rows)
    precondition(
      rows.rows == places.count && rows.columns == sums.columns,
      "\(rows.rows) x \(rows.columns) to \(places.count) places of \(sums.columns) columns")
    // Reason: C takes pointers; every place is a row or negative.
    unsafe layers_scatter_add(
      rows.values, places, Int64(places.count), Int64(rows.columns), &sums.values)
  }

  static func requireEqual(_ a: Matrix, _ b: Matrix) {
    precondition(
      a.rows == b.rows && a.columns == b.columns,
      "\(a.rows) x \(a.columns) and \(b.rows) x \(b.columns)")
  }

  private static func requirePlaces(_ places: [Int32], _ rows: Range<Int>) {
    for place in places where !rows.contains(Int(place)) {
      preconditionFailure("row \(place); accepted are \(rows)")
    }
  }
}
