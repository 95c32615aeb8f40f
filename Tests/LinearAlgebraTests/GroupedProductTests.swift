import FloatFormats
import Testing

@testable import LinearAlgebra

@Suite("Products grouped by expert")
struct GroupedProductTests {
  static let bad = LinearAlgebraError.Code.shapesDisagree

  /// Groups of any size, empty ones among them.
  private func groups(_ random: inout SplitMix) -> [Int] {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in random.size() / 3 }
  }

  private func rows(_ matrix: Matrix, _ range: Range<Int>) throws -> Matrix {
    try Matrix(
      rows: range.count, columns: matrix.columns,
      values: Array(
        matrix.values[range.lowerBound * matrix.columns..<range.upperBound * matrix.columns]))
  }

  @Test("are the dense products of each group's rows, to the bit", arguments: 0..<20)
  func dense(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let tokens = groups(&random)
    let (n, k) = (random.size(), random.size())
    let total = tokens.reduce(0, +)
    let (inputs, gradients) = (random.matrix(total, k), random.matrix(total, n))
    let weights = try tokens.map { _ in try random.matrix(n, k).quantizedBlocks() }
    let forward = try GroupedProduct.forward(
      inputs: inputs.quantizedRows(), tokens: tokens, weights: weights)
    let backward = try GroupedProduct.backwardInput(
      gradients: gradients.quantizedRows(), tokens: tokens, weights: weights)
    #expect(forward.rows == total && backward.rows == total)
    for arithmetic in [ProductArithmetic.single, .exact] {
      var (outputs, inputGradients): ([Float], [Float]) = ([], [])
      var start = 0
      for (size, weight) in zip(tokens, weights) {
        let group = start..<start + size
        outputs += try BlockScaledProduct.forward(
          inputs: rows(inputs, group).quantizedRows(), weights: weight
        ).result(arithmetic).values
        inputGradients += try BlockScaledProduct.backwardInput(
          gradients: rows(gradients, group).quantizedRows(), weights: weight
        ).result(arithmetic).values
        start += size
      }
      #expect(try forward.result(arithmetic).values == outputs)
      #expect(try backward.result(arithmetic).values == inputGradients)
    }
  }

  @Test("for weights sum over each group's tokens alone, cut anywhere", arguments: 0..<20)
  func weights(seed: UInt64) throws {
    var random = SplitMix(seed: seed + 50)
    let tokens = groups(&random)
    let (n, k) = (random.size() / 16, random.size() / 16)
    let total = tokens.reduce(0, +)
    let gradients = try random.matrix(n, total).quantizedRows()
    let inputs = try random.matrix(k, total).quantizedRows()
    let product = try GroupedProduct.backwardWeight(
      gradients: gradients, inputs: inputs, tokens: tokens)
    let (single, exact) = (try product.result(), try product.result(.exact))
    #expect(single.rows == n * tokens.count && single.columns == k)
    var (place, start) = (0, 0)
    for size in tokens {
      let defined = DefinedProduct(
        rows: 0..<n, columns: k, depth: start..<start + size, gradients.number, inputs.number)
      for (sum, terms) in zip(defined.sums, defined.magnitudes) {
        let roundings = Double(min(size, 128) + size / 128 + 6)
        let error = (Double(single.values[place]) - sum).magnitude
        #expect(error <= roundings * MatrixProductTests.rounding * terms)
        #expect(
          (Double(exact.values[place]) - sum).magnitude <= MatrixProductTests.rounding * terms)
        place += 1
      }
      start += size
    }
  }

  @Test("an expert without tokens gets no rows, and zeros for its weights")
  func empty() throws {
    // The largest magnitude 448 has the scale 1.
    let gradients = Matrix(rows: 2, columns: 3, repeating: 448)
    let product = try GroupedProduct.backwardWeight(
      gradients: gradients.quantizedRows(), inputs: gradients.quantizedRows(), tokens: [0, 3, 0])
    let sum: Float = 3 * 448 * 448
    let zeros = [Float](repeating: 0, count: 4)
    #expect(try product.result().values == zeros + [sum, sum, sum, sum] + zeros)
    let weights = try [-448, 448].map { element in
      try Matrix(rows: 1, columns: 3, repeating: element).quantizedBlocks()
    }
    let forward = try GroupedProduct.forward(
      inputs: gradients.quantizedRows(), tokens: [0, 2], weights: weights)
    #expect(try forward.result().values == [sum, sum])
  }

  @Test("refuse groups that do not cover the tokens, and weights of other shapes")
  func refusals() throws {
    let inputs = try Matrix(rows: 4, columns: 2).quantizedRows()
    let weight = try Matrix(rows: 3, columns: 2).quantizedBlocks()
    let cases: [([Int], [QuantizedBlocks], String)] = [
      ([4], [], "1 groups of tokens, 0 weights"),
      ([1, 2], [weight, weight], "the groups have 3 tokens, the matrix has 4"),
      ([3, 2], [weight, weight], "group 1 has 2 tokens; 0 to 1 of 4 are left"),
      ([-1, 5], [weight, weight], "group 0 has -1 tokens; 0 to 4 of 4 are left"),
      (
        [2, 2], [weight, try Matrix(rows: 2, columns: 2).quantizedBlocks()],
        "weight 1 is [2, 2], weight 0 is [3, 2]; one shape is accepted"
      ),
    ]
    for (tokens, weights, detail) in cases {
      #expect(throws: LinearAlgebraError(code: Self.bad, detail: detail)) {
        try GroupedProduct.forward(inputs: inputs, tokens: tokens, weights: weights)
      }
    }
  }
}
