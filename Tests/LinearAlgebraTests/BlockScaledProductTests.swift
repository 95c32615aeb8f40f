import FloatFormats
import Testing

@testable import LinearAlgebra

@Suite("Block-scaled products")
struct BlockScaledProductTests {
  static let bad = LinearAlgebraError.Code.shapesDisagree

  /// Single precision within what 128 roundings in a block, one for each block and three for scales
  /// and sums can do; exact within one rounding.
  private func check(_ product: BlockScaledProduct, _ defined: DefinedProduct) throws {
    let single = try product.result()
    let exact = try product.result(.exact)
    #expect(single.rows == product.rows && single.columns == product.columns)
    #expect(single.values.count == defined.sums.count)
    let depth = product.depth.count
    let roundings = Double(min(depth, 128) + depth / 128 + 4)
    for place in defined.sums.indices {
      let (sum, terms) = (defined.sums[place], defined.magnitudes[place])
      let error = (Double(single.values[place]) - sum).magnitude
      #expect(error <= roundings * MatrixProductTests.rounding * terms)
      let remaining = (Double(exact.values[place]) - sum).magnitude
      #expect(remaining <= MatrixProductTests.rounding * sum.magnitude + 1e-12 * terms)
    }
  }

  @Test("forward products agree with the definition in any shape", arguments: 0..<25)
  func forward(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (m, n, k) = (random.size() / 4, random.size(), random.size())
    let inputs = try random.matrix(m, k).quantizedRows(seed % 3 == 0 ? .e5m2 : .e4m3)
    let weights = try random.matrix(n, k).quantizedBlocks()
    try check(
      try .forward(inputs: inputs, weights: weights),
      DefinedProduct(rows: 0..<m, columns: n, depth: 0..<k, inputs.number, weights.number))
  }

  @Test("backward products for inputs agree with the definition in any shape", arguments: 0..<25)
  func backwardInput(seed: UInt64) throws {
    var random = SplitMix(seed: seed + 100)
    let (m, n, k) = (random.size() / 4, random.size(), random.size())
    let gradients = try random.matrix(m, n).quantizedRows(seed % 2 == 0 ? .e5m2 : .e4m3)
    let weights = try random.matrix(n, k).quantizedBlocks()
    try check(
      try .backwardInput(gradients: gradients, weights: weights),
      DefinedProduct(rows: 0..<m, columns: k, depth: 0..<n, gradients.number) {
        weights.number($1, $0)
      })
  }

  @Test("backward products for weights agree with the definition in any shape", arguments: 0..<25)
  func backwardWeight(seed: UInt64) throws {
    var random = SplitMix(seed: seed + 200)
    let (n, k, tokens) = (random.size() / 4, random.size() / 2, random.size())
    let gradients = try random.matrix(n, tokens).quantizedRows()
    let inputs = try random.matrix(k, tokens).quantizedRows()
    try check(
      try .backwardWeight(gradients: gradients, inputs: inputs),
      DefinedProduct(rows: 0..<n, columns: k, depth: 0..<tokens, gradients.number, inputs.number))
  }

  @Test("products with one scale for each factor agree with the definition", arguments: 0..<10)
  func perTensor(seed: UInt64) throws {
    var random = SplitMix(seed: seed + 300)
    let (m, n, k) = (random.size() / 8, random.size() / 8, random.size())
    let (a, b) = (random.matrix(m, k), random.matrix(n, k))
    let left = try QuantizedTensor(a.values.span, rows: m, columns: k, scale: 0.7)
    let right = try QuantizedTensor(b.values.span, rows: n, columns: k, scale: 1.3, format: .e5m2)
    try check(
      try .perTensor(left, right),
      DefinedProduct(rows: 0..<m, columns: n, depth: 0..<k, left.number, right.number))
  }

  @Test("codes of small integers give exact sums, promoted or not")
  func integers() throws {
    let ones = Matrix(rows: 3, columns: 300, repeating: 448)
    let product = try BlockScaledProduct.forward(
      inputs: ones.quantizedRows(), weights: ones.quantizedBlocks())
    #expect(try product.result().values == [Float](repeating: 448 * 448 * 300, count: 9))
    #expect(try product.result(.exact).values == [Float](repeating: 448 * 448 * 300, count: 9))
  }

  @Test("are added to what weight gradients hold already")
  func accumulation() throws {
    var random = SplitMix(seed: 9)
    let product = try BlockScaledProduct.backwardWeight(
      gradients: random.matrix(5, 130).quantizedRows(),
      inputs: random.matrix(7, 130).quantizedRows())
    var sum = Matrix(rows: 5, columns: 7, repeating: 3)
    try product.add(to: &sum, .exact)
    #expect(sum.values == (try product.result(.exact)).values.map { 3 + $0 })
    #expect(
      throws: LinearAlgebraError(
        code: Self.bad, detail: "[7, 5] cannot take a product of [5, 7]")
    ) {
      var other = Matrix(rows: 7, columns: 5)
      try product.add(to: &other)
    }
  }

  @Test("refuse factors whose depths differ and name both shapes")
  func shapes() throws {
    let rows = try Matrix(rows: 2, columns: 128).quantizedRows()
    let blocks = try Matrix(rows: 4, columns: 129).quantizedBlocks()
    #expect(
      throws: LinearAlgebraError(
        code: Self.bad,
        detail:
          "[2, 128] and [4, 129]: the columns of the first, 128, should be the columns of the "
          + "second, 129")
    ) { try BlockScaledProduct.forward(inputs: rows, weights: blocks) }
    #expect(
      throws: LinearAlgebraError(
        code: Self.bad,
        detail: "[2, 128] and [4, 129]: the columns of the first, 128, should be the rows of the "
          + "second, 4")
    ) { try BlockScaledProduct.backwardInput(gradients: rows, weights: blocks) }
  }
}
