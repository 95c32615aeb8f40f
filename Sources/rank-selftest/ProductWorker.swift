import LinearAlgebra
import Training

/// Stages that compute: a forward multiplies by half the identity, a backward by twice, several times in
/// full, so that every value that travels is known exactly.
final class ProductWorker: StageWorker {
  let boundaryShape: (rows: Int, columns: Int)
  private let stages: Int
  private let half: Matrix
  private let twice: Matrix
  /// Products of a forward; a backward has as many for each of its halves.
  private static let products = 6

  init(size: Int, stages: Int) {
    boundaryShape = (size, size)
    self.stages = stages
    var (half, twice) = (
      Matrix(rows: size, columns: size), Matrix(rows: size, columns: size)
    )
    for index in 0..<size {
      half[index, index] = 0.5
      twice[index, index] = 2
    }
    (self.half, self.twice) = (half, twice)
  }

  func forward(stage: Int, microbatch: Int, input: Matrix?) throws -> any StagePass {
    let given = input ?? filled(Float(microbatch + 1))
    let power = (0..<stage).reduce(Float(microbatch + 1)) { value, _ in value / 2 }
    try expect([given.values.first, given.values.last], is: [power, power], "activations")
    return ProductPass(given, half, products: Self.products, hasOutput: stage < stages - 1)
  }

  func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass {
    let given = gradient ?? filled(1)
    if passes.contains(.input) {
      let power = (stage..<stages - 1).reduce(Float(1)) { value, _ in value * 2 }
      try expect([given.values.first, given.values.last], is: [power, power], "gradient")
    }
    return ProductPass(
      given, twice, products: passes.count * Self.products,
      hasOutput: passes.contains(.input) && stage > 0)
  }

  private func filled(_ value: Float) -> Matrix {
    Matrix(rows: boundaryShape.rows, columns: boundaryShape.columns, repeating: value)
  }
}

/// The same product again and again, one a segment.
private final class ProductPass: StagePass {
  private(set) var output: Matrix?
  private let input: Matrix
  private let weight: Matrix
  private var left: Int
  private let hasOutput: Bool

  init(_ input: Matrix, _ weight: Matrix, products: Int, hasOutput: Bool) {
    self.input = input
    self.weight = weight
    self.hasOutput = hasOutput
    left = products
  }

  func advance() throws -> Bool {
    let result = try Matrix.product(.plain(input), .plain(weight))
    left -= 1
    if left == 0, hasOutput { output = result }
    return left > 0
  }
}
