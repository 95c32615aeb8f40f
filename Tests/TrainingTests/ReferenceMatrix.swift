import LinearAlgebra

/// Numbers in rows and columns in double precision, for references written by definition.
struct ReferenceMatrix {
  var rows: Int
  var columns: Int
  var values: [Double]

  init(rows: Int, columns: Int, _ element: (Int, Int) -> Double) {
    self.rows = rows
    self.columns = columns
    values = (0..<rows * columns).map { element($0 / columns, $0 % columns) }
  }

  /// Zeros.
  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  init(_ matrix: Matrix) {
    rows = matrix.rows
    columns = matrix.columns
    values = matrix.values.map { Double($0) }
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  func row(_ row: Int) -> ArraySlice<Double> { values[row * columns..<(row + 1) * columns] }

  /// `self · wᵀ`
  func times(_ w: ReferenceMatrix) -> ReferenceMatrix {
    var result = ReferenceMatrix(rows: rows, columns: w.rows)
    for i in 0..<rows {
      for j in 0..<w.rows {
        var sum = 0.0
        for k in 0..<columns { sum += values[i * columns + k] * w.values[j * columns + k] }
        result.values[i * w.rows + j] = sum
      }
    }
    return result
  }

  static func + (a: ReferenceMatrix, b: ReferenceMatrix) -> ReferenceMatrix {
    ReferenceMatrix(rows: a.rows, columns: a.columns) { a[$0, $1] + b[$0, $1] }
  }

  /// Some rows, in the order of their numbers here.
  func rows(_ numbers: [Int]) -> ReferenceMatrix {
    ReferenceMatrix(rows: numbers.count, columns: columns) { self[numbers[$0], $1] }
  }

  /// Some columns.
  func columns(_ range: Range<Int>) -> ReferenceMatrix {
    ReferenceMatrix(rows: rows, columns: range.count) { self[$0, range.lowerBound + $1] }
  }
}

func dot(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
