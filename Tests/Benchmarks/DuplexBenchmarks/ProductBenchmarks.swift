import Benchmark
import FloatFormats
import LinearAlgebra

/// The three products of a linear layer on operands that are quantised already, on one core, beside
/// OpenBLAS's own product of matrices of the same shape.
enum ProductBenchmarks {
  private static let size = 2_048

  static func register() {
    addBaseline()
    add("FP8 product, forward, n = 2,048") { values, other in
      try .forward(inputs: rows(values), weights: blocks(other))
    }
    add("FP8 product, backward for input, n = 2,048") { values, other in
      try .backwardInput(gradients: rows(values), weights: blocks(other))
    }
    add("FP8 product, backward for weight, n = 2,048") { values, other in
      try .backwardWeight(gradients: rows(values), inputs: rows(other))
    }
  }

  private static func add(
    _ name: String, _ product: @escaping (Matrix, Matrix) throws -> BlockScaledProduct
  ) {
    Benchmark(name, configuration: .measuring(.products)) { benchmark in
      let product = try product(sample(2_654_435_761), sample(2_246_822_519))
      try benchmark.measure(.products) {
        blackHole(try product.result())
        return 2 * size * size * size
      }
    }
  }

  private static func addBaseline() {
    Benchmark(
      "Baseline: OpenBLAS sgemm on \(BLASLibrary.processor), n = 2,048",
      configuration: .measuring(.products)
    ) { benchmark in
      let (a, b) = (sample(2_654_435_761), sample(2_246_822_519))
      try benchmark.measure(.products) {
        blackHole(try Matrix.product(.plain(a), .transposed(b)))
        return 2 * size * size * size
      }
    }
  }

  private static func rows(_ matrix: Matrix) throws -> QuantizedRows {
    try QuantizedRows(matrix.values.span, rows: matrix.rows, columns: matrix.columns)
  }

  private static func blocks(_ matrix: Matrix) throws -> QuantizedBlocks {
    try QuantizedBlocks(matrix.values.span, rows: matrix.rows, columns: matrix.columns)
  }

  /// Numbers of both signs over seven powers of two.
  private static func sample(_ factor: Int) -> Matrix {
    var matrix = Matrix(rows: size, columns: size)
    matrix.update { values in
      for place in values.indices {
        values[place] = Float(place &* factor % 4_093 - 2_046) / 16
      }
    }
    return matrix
  }
}
