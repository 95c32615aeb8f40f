internal import CTrainingKernels
internal import LinearAlgebra

/// The loops in C over the elements of matrices, with their shapes checked.
enum LayerKernels {
  /// Adds numbers to sums.
  static func add(_ values: Matrix, to sums: inout Matrix) {
    requireEqual(values, sums)
    // Reason: C takes pointers; both hold as many numbers.
    unsafe sums.withElements { unsafe layers_add(values.values, Int64(values.values.count), $0) }
  }

  /// Rounds to BF16 in place.
  static func round(_ matrix: inout Matrix) {
    let count = Int64(matrix.values.count)
    // Reason: C takes pointers; the count is the matrix's.
    unsafe matrix.withElements { unsafe layers_round($0, count) }
  }

  /// Columns of a matrix.
  static func columns(_ columns: Range<Int>, of matrix: Matrix) -> Matrix {
    var result = Matrix(rows: matrix.rows, columns: columns.count)
    copyColumns(of: matrix, from: columns.lowerBound, to: &result, at: 0, count: columns.count)
    return result
  }

  /// Copies a matrix into the rows of another from a place on.
  static func copyRows(_ source: Matrix, to target: inout Matrix, at row: Int) {
    precondition(
      source.columns == target.columns && row >= 0 && row + source.rows <= target.rows,
      "\(source.rows) x \(source.columns) to row \(row) of \(target.rows) x \(target.columns)")
    let count = Int64(source.columns)
    // Reason: C takes pointers; the rows are inside the target.
    unsafe target.withElements {
      unsafe layers_copy(
        source.values, 0, count, $0, Int64(row) * count, count, Int64(source.rows), count)
    }
  }

  /// The column of a row's greatest number, the first of equals.
  static func greatestColumn(of matrix: Matrix, row: Int) -> Int {
    var best = 0
    for column in 0..<matrix.columns where matrix[row, column] > matrix[row, best] {
      best = column
    }
    return best
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
    unsafe target.withElements {
      unsafe layers_copy(
        source.values, Int64(first), Int64(source.columns), $0, Int64(place), stride,
        Int64(source.rows), Int64(count))
    }
  }

  /// The rows of a matrix at some places, one below the other.
  static func gather(_ matrix: Matrix, places: [Int32]) -> Matrix {
    requirePlaces(places, 0..<matrix.rows)
    var result = Matrix(rows: places.count, columns: matrix.columns)
    // Reason: C takes pointers; every place is a row.
    unsafe result.withElements {
      unsafe layers_gather(
        matrix.values, places, Int64(places.count), Int64(matrix.columns), $0)
    }
    return result
  }

  /// Adds rows to the rows of a matrix at some places; -1 adds nowhere.
  static func scatterAdd(_ rows: Matrix, places: [Int32], to sums: inout Matrix) {
    requirePlaces(places, -1..<sums.rows)
    precondition(
      rows.rows == places.count && rows.columns == sums.columns,
      "\(rows.rows) x \(rows.columns) to \(places.count) places of \(sums.columns) columns")
    // Reason: C takes pointers; every place is a row or negative.
    unsafe sums.withElements {
      unsafe layers_scatter_add(
        rows.values, places, Int64(places.count), Int64(rows.columns), $0)
    }
  }

  /// Refuses matrices of different shapes.
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

extension Matrix {
  /// Hands the elements to a loop in C, which changes them in place.
  mutating func withElements(_ body: (UnsafeMutablePointer<Float>?) -> Void) {
    update { elements in
      // Reason: the pointer is valid while the body runs.
      unsafe elements.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
