import Testing

@testable import LinearAlgebra

@Suite("Products in single precision")
struct MatrixProductTests {
  /// Half the distance from 1 to the next number: the relative error of one rounding.
  static let rounding = 0x1p-24

  @Test("agree with the definition in any shape and transposed or not", arguments: 0..<60)
  func definition(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (m, n, k) = (random.size() % 150, random.size() % 150, random.size())
    let a = random.matrix(m, k)
    let b = random.matrix(n, k)
    let left: Factor = Bool.random(using: &random) ? .plain(a) : .transposed(a.transposed)
    let right: Factor = Bool.random(using: &random) ? .transposed(b) : .plain(b.transposed)
    let product = try Matrix.product(left, right)
    #expect(product.rows == m && product.columns == n)
    let reference = referenceProduct(a, b)
    let bound = referenceProduct(a.magnitudes, b.magnitudes)
    for place in reference.indices {
      let error = (Double(product.values[place]) - reference[place]).magnitude
      #expect(error <= bound[place] * Double(k + 1) * Self.rounding)
    }
  }

  @Test("the reference product is the textbook's")
  func reference() throws {
    let a = try Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    let b = try Matrix(rows: 2, columns: 3, values: [7, 9, 11, 8, 10, 12])
    #expect(referenceProduct(a, b) == [58, 64, 139, 154])
    #expect(try Matrix.product(.plain(a), .transposed(b)).values == [58, 64, 139, 154])
  }

  @Test("are scaled and added to what is kept, also when nothing is summed")
  func scaling() throws {
    let a = try Matrix(rows: 1, columns: 2, values: [1, 2])
    let b = try Matrix(rows: 2, columns: 1, values: [3, 4])
    var sum = Matrix(rows: 1, columns: 1, repeating: 10)
    try sum.add(product: .plain(a), .plain(b), scale: 2, keeping: 0.5)
    #expect(sum.values == [27])
    let (tall, wide) = (Matrix(rows: 1, columns: 0), Matrix(rows: 0, columns: 1))
    try sum.add(product: .plain(tall), .plain(wide), keeping: 2)
    #expect(sum.values == [54])
  }

  @Test("overwrite what is kept 0 times, whatever it is", arguments: [0, 2])
  func overwriting(depth: Int) throws {
    var sum = Matrix(rows: 2, columns: 2, repeating: .nan)
    let ones = Matrix(rows: 2, columns: depth, repeating: 1)
    try sum.add(product: .plain(ones), .transposed(ones), keeping: 0)
    #expect(sum.values == [Float](repeating: Float(depth), count: 4))
  }

  @Test("refuse shapes that disagree and name them")
  func shapes() throws {
    let a = Matrix(rows: 2, columns: 3)
    let b = Matrix(rows: 4, columns: 5)
    #expect(
      throws: LinearAlgebraError(
        code: .shapesDisagree,
        detail: "[2, 3] times [4, 5] into [2, 5]; [m, k] times [k, n] goes into [m, n]")
    ) { try Matrix.product(.plain(a), .plain(b)) }
    #expect(
      throws: LinearAlgebraError(
        code: .shapesDisagree,
        detail: "[2, 3] times [3, 2] into [2, 3]; [m, k] times [k, n] goes into [m, n]")
    ) {
      var sum = a
      try sum.add(product: .plain(a), .transposed(a))
    }
    #expect(
      throws: LinearAlgebraError(
        code: .shapesDisagree, detail: "5 values for a matrix of 2 x 3")
    ) { try Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5]) }
  }

  @Test("refuse a size that OpenBLAS does not count to")
  func sizes() throws {
    let wide = Matrix(rows: 0, columns: 3_000_000_000)
    #expect(
      throws: LinearAlgebraError(
        code: .tooLarge, detail: "a size of 3000000000, at most 2147483647 is accepted")
    ) { try Matrix.product(.plain(wide), .transposed(wide)) }
  }

  @Test("run on one thread")
  func threads() { #expect(BLASLibrary.threads == 1 && !BLASLibrary.processor.isEmpty) }
}

extension Matrix {
  /// The matrix of magnitudes.
  var magnitudes: Matrix {
    var result = self
    for place in values.indices { result.values[place] = values[place].magnitude }
    return result
  }
}
