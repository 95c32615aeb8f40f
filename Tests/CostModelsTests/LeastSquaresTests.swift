import Testing

@testable import CostModels

@Suite("Least squares")
struct LeastSquaresTests {
  @Test("parameters that made the data are found again", arguments: 0..<20)
  func exact(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let truth = (0..<3).map { _ in Double.random(in: 0.2...5, using: &random) }
    let points = (0..<12).map { _ in
      (Double.random(in: 1...9, using: &random), Double.random(in: 1...9, using: &random))
    }
    let curve = { (values: [Double], x: Double, y: Double) in
      values[0] + values[1] * x + y / values[2]
    }
    let found = LeastSquares.fit(start: [1, 1, 1]) { values in
      points.map { curve(values, $0, $1) / curve(truth, $0, $1) - 1 }
    }
    for (value, expected) in zip(found, truth) {
      #expect(abs(value / expected - 1) < 1e-5, "\(found) for \(truth)")
    }
  }

  @Test("one parameter under noise is the weighted mean of the closed form")
  func closedForm() {
    // Minimising sum (a x / y - 1)^2 gives a = sum (x / y) / sum (x / y)^2.
    let points = [(1.0, 2.1), (2.0, 3.8), (3.0, 6.3), (4.0, 7.9)]
    let ratios = points.map { $0 / $1 }
    let expected = ratios.reduce(0, +) / ratios.reduce(0) { $0 + $1 * $1 }
    let found = LeastSquares.fit(start: [10]) { values in
      points.map { values[0] * $0 / $1 - 1 }
    }
    #expect(abs(found[0] / expected - 1) < 1e-8)
  }

  @Test("of several starts the one that ends lowest counts")
  func starts() {
    // Two valleys, at 1 and, lower, at 4.
    let residuals = { (values: [Double]) in
      [min(abs(values[0] - 1) + 0.5, abs(values[0] - 4))]
    }
    let found = LeastSquares.fit(starts: [[0.9], [3.5]], residuals: residuals)
    #expect(abs(found[0] - 4) < 0.01)
  }

  @Test("a parameter without influence stays positive and disturbs no other")
  func idle() {
    let found = LeastSquares.fit(start: [2, 7]) { [$0[0] - 3] }
    #expect(abs(found[0] - 3) < 1e-6)
    #expect(found[1] > 0)
  }
}
