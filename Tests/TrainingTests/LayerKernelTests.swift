import FloatFormats
import Foundation
import LinearAlgebra
import Testing

@testable import Training

@Suite("The loops over elements")
struct LayerKernelTests {
  private func matrix(_ rows: Int, _ columns: Int, _ random: inout SplitMix) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row, column] = Float.random(in: -3...3, using: &random) }
    }
    return matrix
  }

  /// Sizes about those of vectors.
  private func shape(_ random: inout SplitMix) -> (rows: Int, columns: Int) {
    (
      Int.random(in: 0...5, using: &random),
      [1, 2, 15, 16, 17, 31, 32, 33, 64, 100][Int.random(in: 0..<10, using: &random)]
    )
  }

  private func expectEqual(
    _ found: Float, _ expected: Double, _ what: String, within bound: Double = 3e-6
  ) {
    #expect(
      (Double(found) - expected).magnitude <= bound * max(1, expected.magnitude),
      "\(what): \(found), expected \(expected)")
  }

  @Test("norm rows and carry gradients back as the definition says", arguments: 0..<20)
  func norm(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let (rows, columns) = shape(&random)
    let (x, dy, gain) = (
      matrix(rows, columns, &random), matrix(rows, columns, &random), matrix(1, columns, &random)
    )
    let (y, scales) = LayerKernels.norm(x, gain: gain, epsilon: 0.01)
    #expect(LayerKernels.norm(x, gain: gain, scales: scales) == y)
    var dx = Matrix(rows: rows, columns: columns, repeating: 2)
    var dgain = Matrix(rows: 1, columns: columns, repeating: 1)
    LayerKernels.addNormInputGradient(dy, x: x, gain: gain, scales: scales, to: &dx)
    LayerKernels.addNormGainGradient(dy, x: x, scales: scales, to: &dgain)
    var sums = [Double](repeating: 1, count: columns)
    for i in 0..<rows {
      let row = (0..<columns).map { Double(x[i, $0]) }
      let square = row.reduce(0) { $0 + $1 * $1 } / Double(columns) + 0.01
      let scale = 1 / square.squareRoot()
      let along = (0..<columns).reduce(0.0) {
        $0 + Double(dy[i, $1]) * Double(gain[0, $1]) * row[$1]
      }
      for j in 0..<columns {
        expectEqual(y[i, j], row[j] * scale * Double(gain[0, j]), "y")
        let direct = Double(dy[i, j]) * Double(gain[0, j]) * scale
        let expected = 2 + direct - row[j] * along * scale / square / Double(columns)
        expectEqual(dx[i, j], expected, "dx", within: 1e-5)
        sums[j] += Double(dy[i, j]) * row[j] * scale
      }
    }
    for j in 0..<columns { expectEqual(dgain[0, j], sums[j], "dgain", within: 1e-5) }
  }

  @Test("compute SwiGLUs with and without weights of rows, and their gradients", arguments: 0..<20)
  func swiGLU(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let (rows, width) = shape(&random)
    let (both, dhidden) = (matrix(rows, 2 * width, &random), matrix(rows, width, &random))
    let weights = Bool.random(using: &random) ? matrix(1, rows, &random).values : []
    let hidden = LayerKernels.swiGLU(both, weights: weights)
    let gradient = LayerKernels.swiGLUGradient(dhidden, gateUp: both, weights: weights)
    for i in 0..<rows {
      var dweight = 0.0
      let weight = weights.isEmpty ? 1 : Double(weights[i])
      for j in 0..<width {
        let (gate, up, d) = (
          Double(both[i, j]), Double(both[i, width + j]), Double(dhidden[i, j])
        )
        let open = 1 / (1 + exp(-gate))
        expectEqual(hidden[i, j], gate * open * up * weight, "hidden")
        expectEqual(gradient.gateUp[i, width + j], d * weight * gate * open, "dup")
        let slope = open + gate * open * (1 - open)
        expectEqual(gradient.gateUp[i, j], d * weight * up * slope, "dgate")
        dweight += d * gate * open * up
      }
      expectEqual(gradient.weights[i], dweight, "dweight", within: 1e-5)
    }
  }

  @Test("make probabilities of the scores that a query sees, and the same again", arguments: 0..<20)
  func softmax(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let (rows, first) = (
      Int.random(in: 1...5, using: &random), Int.random(in: 0...40, using: &random)
    )
    let block = LayerKernels.ScoreBlock(
      rows: rows, width: first + rows, first: first, scale: 0.7, place: 2)
    var scores = matrix(6, 48, &random)
    let start = scores
    var logarithms = [Float](repeating: 0, count: 9)
    LayerKernels.softmax(&scores, block, logarithms: &logarithms)
    var again = start
    LayerKernels.softmaxAgain(&again, block, logarithms: logarithms)
    for i in 0..<rows {
      let powers = (0...first + i).map { exp(0.7 * Double(start[i, $0])) }
      let sum = powers.reduce(0, +)
      expectEqual(logarithms[2 + i], log(sum), "logarithm")
      for j in 0..<block.width {
        let expected = j <= first + i ? powers[j] / sum : 0
        expectEqual(scores[i, j], expected, "probability")
        expectEqual(again[i, j], expected, "probability again")
      }
      for j in block.width..<48 { #expect(scores[i, j] == start[i, j]) }
    }
  }

  @Test("compute cross-entropies and their gradients, but not of rows without a target")
  func crossEntropy() {
    var random = SplitMix(seed: 3)
    var logits = matrix(4, 19, &random)
    let start = logits
    let targets: [Int32] = [7, -1, 0, 18]
    let losses = LayerKernels.crossEntropy(&logits, targets: targets, factor: 0.5)
    for i in 0..<4 {
      let powers = (0..<19).map { exp(Double(start[i, $0])) }
      let sum = powers.reduce(0, +)
      let target = Int(targets[i])
      expectEqual(losses[i], target < 0 ? 0 : log(sum / powers[target]), "loss")
      for j in 0..<19 {
        let expected = target < 0 ? 0 : 0.5 * (powers[j] / sum - (j == target ? 1 : 0))
        expectEqual(logits[i, j], expected, "gradient")
      }
    }
  }

  @Test("round to BF16 as the format does, infinities and all")
  func rounding() {
    var random = SplitMix(seed: 9)
    var values = (0..<1000).map { _ in
      Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
    }
    values += [0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, 1.00390625, 1.01171875]
    var matrix = Matrix(rows: 1, columns: values.count)
    for (place, value) in values.enumerated() { matrix[0, place] = value }
    LayerKernels.round(&matrix)
    for (place, value) in values.enumerated() {
      let expected = BFloat16(value, overflow: .saturate).float
      #expect(
        matrix[0, place].bitPattern == expected.bitPattern
          || matrix[0, place].isNaN && expected.isNaN, "\(value)")
    }
  }

  @Test("turn pairs by their angles and back, and keep the rest of a head")
  func rotation() {
    var random = SplitMix(seed: 1)
    let start = matrix(6, 14, &random)
    let table = RotaryTable(pairs: 2, positions: 5..<8, theta: 100)
    var turned = start
    LayerKernels.rotate(&turned, heads: 2, table: table)
    for i in 0..<6 {
      for head in 0..<2 {
        for j in 0..<3 { #expect(turned[i, head * 7 + j] == start[i, head * 7 + j]) }
        for pair in 0..<2 {
          let angle = Double(5 + i % 3) * pow(100, -Double(pair) / 2)
          let at = head * 7 + 3 + 2 * pair
          let (x, y) = (Double(start[i, at]), Double(start[i, at + 1]))
          expectEqual(turned[i, at], x * cos(angle) - y * sin(angle), "x")
          expectEqual(turned[i, at + 1], x * sin(angle) + y * cos(angle), "y")
        }
      }
    }
    LayerKernels.rotate(&turned, heads: 2, table: table, backward: true)
    for (a, b) in zip(turned.values, start.values) { expectEqual(a, Double(b), "turned back") }
  }
}
