import FloatFormats
import Testing

@testable import LinearAlgebra

@Suite("Sums of tensor cores")
struct TensorCoreTests {
  /// Codes of any finite number, small and large alike.
  private func codes(
    _ count: Int, _ format: EightBitFormat, _ random: inout SplitMix
  ) -> [UInt8] {
    let greatest: UInt8 = format == .e4m3 ? 0x7E : 0x7B
    return (0..<count).map { _ in
      UInt8.random(in: 0...greatest, using: &random) | (Bool.random(using: &random) ? 0x80 : 0)
    }
  }

  private func scales(_ count: Int, _ random: inout SplitMix) -> [Float] {
    (0..<count).map { _ in Float.random(in: 0.01...3, using: &random) }
  }

  @Test(
    "are infinite or NaN where a factor's code is, whatever it meets",
    arguments: [
      (EightBitFormat.e4m3, UInt8(0x7F), UInt8(0x38)), (.e5m2, 0x7C, 0x3C), (.e5m2, 0x7C, 0),
    ])
  func nonFinite(format: EightBitFormat, code: UInt8, other: UInt8) throws {
    let left = try QuantizedRows(
      rows: 1, columns: 40, codes: [UInt8](repeating: other, count: 39) + [code], scales: [1],
      format: format)
    let right = try QuantizedRows(
      rows: 1, columns: 40, codes: [UInt8](repeating: other, count: 40), scales: [1],
      format: format)
    let product = try BlockScaledProduct.backwardWeight(gradients: left, inputs: right)
    let value = try product.result(.tensorCore(.every128))[0, 0]
    let expected = format.decode(code) * format.decode(other)
    #expect(expected.isNaN ? value.isNaN : value == expected)
  }

  @Test("are those of whole-number arithmetic, to the bit", arguments: 0..<30, [32, 64, 128])
  func bits(seed: UInt64, interval: Int) throws {
    var random = SplitMix(seed: seed)
    let (m, n, k) = (4, 3, random.size())
    let format = EightBitFormat.allCases[Int(seed) % 2]
    let other = EightBitFormat.allCases[Int(seed) / 2 % 2]
    let groups = (k + 127) / 128
    let left = try QuantizedRows(
      rows: m, columns: k, codes: codes(m * k, format, &random),
      scales: scales(m * groups, &random), format: format)
    let right = try QuantizedRows(
      rows: n, columns: k, codes: codes(n * k, other, &random),
      scales: scales(n * groups, &random), format: other)
    let product = try BlockScaledProduct.backwardWeight(gradients: left, inputs: right)
    let sums = try product.result(.tensorCore(.init(promotionInterval: interval)))
    for row in 0..<m {
      for column in 0..<n {
        var wanted: Float = 0
        for start in stride(from: 0, to: k, by: interval) {
          let range = start..<min(start + interval, k)
          let register = TensorCoreOracle.register(
            Array(left.codes[row * k..<(row + 1) * k][offset: range]), format,
            Array(right.codes[column * k..<(column + 1) * k][offset: range]), other)
          wanted +=
            register * left.scales[row * groups + start / 128]
            * right.scales[column * groups + start / 128]
        }
        #expect(sums[row, column].bitPattern == wanted.bitPattern)
      }
    }
  }

  @Test("of quantised layers are those of whole-number arithmetic, to the bit", arguments: 0..<6)
  func layers(seed: UInt64) throws {
    var random = SplitMix(seed: seed + 40)
    let (tokens, n, k) = (3, 130, 140)
    let gradients = try random.matrix(tokens, n).quantizedRows()
    let weights = try random.matrix(n, k).quantizedBlocks()
    let sums = try BlockScaledProduct.backwardInput(gradients: gradients, weights: weights)
      .result(.tensorCore(.every128))
    for row in 0..<tokens {
      for column in 0..<k {
        var wanted: Float = 0
        for range in [0..<128, 128..<130] {
          let register = TensorCoreOracle.register(
            range.map { gradients.codes[row * n + $0] }, .e4m3,
            range.map { weights.codes[$0 * k + column] }, .e4m3)
          wanted +=
            register * gradients.scales[row * 2 + range.lowerBound / 128]
            * weights.scales[range.lowerBound / 128 * 2 + column / 128]
        }
        #expect(sums[row, column].bitPattern == wanted.bitPattern)
      }
    }
  }

  @Test("with one scale may run to the end of any depth", arguments: [32, 96, 1_024, 4_096])
  func wholeDepth(interval: Int) throws {
    var random = SplitMix(seed: UInt64(interval))
    let k = 1_000
    let values = random.matrix(2, k)
    let tensor = try QuantizedTensor(values.values.span, rows: 2, columns: k, scale: 0.5)
    let sums = try BlockScaledProduct.perTensor(tensor, tensor)
      .result(.tensorCore(.init(promotionInterval: interval)))
    var wanted: Float = 0
    for start in stride(from: 0, to: k, by: interval) {
      let range = start..<min(start + interval, k)
      let (first, second) = (range.map { tensor.codes[$0] }, range.map { tensor.codes[k + $0] })
      wanted += TensorCoreOracle.register(first, .e4m3, second, .e4m3) * 0.5 * 0.5
    }
    #expect(sums[0, 1].bitPattern == wanted.bitPattern)
  }

  @Test("keep 13 bits behind the point of the greatest product, and 13 of the register")
  func rule() throws {
    // 1 x 1 and 2⁻⁶ x 2⁻⁷ and 2⁻⁷ x 2⁻⁷: 2⁻¹³ is kept, 2⁻¹⁴ is cut off.
    #expect(sum([1, 0x1p-6], [1, 0x1p-7]) == 1 + 0x1p-13)
    #expect(sum([1, 0x1p-7], [1, 0x1p-7]) == 1)
    // Towards zero on both sides.
    #expect(sum([-1, 0x1p-7], [1, 0x1p-7]) == -1)
    #expect(sum([-1, -0x1p-6], [1, 0x1p-7]) == -1 - 0x1p-13)
    // A step later it is the register that cuts off.
    let padding = [Float](repeating: 0, count: 30)
    #expect(sum([1, 0] + padding + [0x1p-7], [1, 0] + padding + [0x1p-7]) == 1)
    #expect(sum([1, 0] + padding + [-0x1p-9], [1, 0] + padding + [0x1p-9]) == 1 - 0x1p-14)
  }

  private func sum(_ left: [Float], _ right: [Float]) -> Double {
    var register = TensorCoreRegister()
    let parts = { (numbers: [Float]) in numbers.map { FactorParts($0, format: .e4m3) } }
    var steps: [Double] = []
    TensorCoreRegister.appendSteps(parts(left).span, times: parts(right).span, to: &steps)
    for step in steps { register.add(step) }
    return register.value
  }

  @Test("refuse intervals that 32 does not divide, or that would mix scales")
  func refusals() throws {
    for interval in [0, -32, 48] {
      #expect(
        throws: LinearAlgebraError(
          code: .promotionInterval,
          detail: "\(interval) products; multiples of 32 are accepted")
      ) { try TensorCoreAccumulation(promotionInterval: interval) }
    }
    let matrix = Matrix(rows: 1, columns: 256, repeating: 1)
    let product = try BlockScaledProduct.forward(
      inputs: matrix.quantizedRows(), weights: matrix.quantizedBlocks())
    for interval in [96, 256] {
      #expect(
        throws: LinearAlgebraError(
          code: .promotionInterval,
          detail:
            "\(interval) products with a scale for each 128; divisors of 128 are accepted, or "
            + "a product with one scale")
      ) { try product.result(.tensorCore(.init(promotionInterval: interval))) }
    }
  }
}

extension ArraySlice {
  /// The part at an offset from the slice's start.
  fileprivate subscript(offset range: Range<Int>) -> ArraySlice {
    self[startIndex + range.lowerBound..<startIndex + range.upperBound]
  }
}
