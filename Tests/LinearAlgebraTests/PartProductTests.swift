import Testing

@testable import LinearAlgebra

@Suite("Products of rectangles")
struct PartProductTests {
  @Test("are those of matrices cut out, and leave the rest of the result alone", arguments: 0..<40)
  func definition(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (m, n, k) = (random.size() % 40, random.size() % 40, random.size() % 40)
    func surrounded(_ rows: Int, _ columns: Int) -> (Matrix, Range<Int>, Range<Int>) {
      let (top, left) = (random.size() % 4, random.size() % 4)
      return (
        random.evenMatrix(top + rows + 2, left + columns + 3), top..<top + rows,
        left..<left + columns
      )
    }
    let flips = Bool.random(using: &random)
    let (a, aRows, aColumns) = flips ? surrounded(k, m) : surrounded(m, k)
    let (b, bRows, bColumns) = flips ? surrounded(n, k) : surrounded(k, n)
    let (start, rows, columns) = surrounded(m, n)
    var result = start
    try result.add(
      product: FactorPart(a, rows: aRows, columns: aColumns, transposed: flips),
      FactorPart(b, rows: bRows, columns: bColumns, transposed: flips), rows: rows,
      columns: columns, scale: 2, keeping: 0.5)
    for row in 0..<start.rows {
      for column in 0..<start.columns {
        var expected = Double(start[row, column])
        if rows.contains(row), columns.contains(column) {
          expected *= 0.5
          let (i, j) = (row - rows.lowerBound, column - columns.lowerBound)
          for depth in 0..<k {
            let left =
              flips
              ? a[aRows.lowerBound + depth, aColumns.lowerBound + i]
              : a[aRows.lowerBound + i, aColumns.lowerBound + depth]
            let right =
              flips
              ? b[bRows.lowerBound + j, bColumns.lowerBound + depth]
              : b[bRows.lowerBound + depth, bColumns.lowerBound + j]
            expected += 2 * Double(left) * Double(right)
          }
        }
        #expect((Double(result[row, column]) - expected).magnitude < 1e-3)
      }
    }
  }

  @Test("refuse rectangles outside of the result and name them")
  func shapes() {
    var result = Matrix(rows: 2, columns: 2)
    let ones = Matrix(rows: 2, columns: 2, repeating: 1)
    #expect(
      throws: LinearAlgebraError(
        code: .shapesDisagree,
        detail: "[2, 2] times [2, 2] into rows 1..<3 and columns 0..<2 of [2, 2]; [m, k] times "
          + "[k, n] goes into [m, n]")
    ) { try result.add(product: FactorPart(ones), FactorPart(ones), rows: 1..<3) }
  }
}

extension SplitMix {
  /// A matrix of uniform numbers from -1 to 1.
  fileprivate mutating func evenMatrix(_ rows: Int, _ columns: Int) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for place in matrix.values.indices {
      matrix.values[place] = Float.random(in: -1...1, using: &self)
    }
    return matrix
  }
}
