import Benchmark
import LinearAlgebra
import PipelineSchedules
import Training
import TransformerModels

/// A whole training step of a mini model on one rank, forward and backward, beside its matrix products
/// alone.
enum TrainingBenchmarks {
  private static let length = 512

  static func register() {
    add("Training step, hidden 512, FP32", .fp32)
    add("Training step, hidden 512, BF16", .bf16)
    Benchmark(
      "Baseline: products of a training step", configuration: .measuring(.products)
    ) { benchmark in
      let worker = try worker(.fp32)
      worker.tally.recordsShapes = true
      try play(worker)
      let products = worker.tally.counts.map { ProductSample($0.key, count: $0.value) }
      try benchmark.measure(.products) {
        for product in products { try product.compute() }
        return worker.tally.flops
      }
    }
  }

  private static func add(_ name: String, _ precision: Precision) {
    Benchmark(name, configuration: .measuring(.products)) { benchmark in
      let worker = try worker(precision)
      // The first step allocates what the others use again.
      try play(worker)
      try benchmark.measure(.products) {
        let before = worker.tally.flops
        try play(worker)
        return worker.tally.flops - before
      }
    }
  }

  private static func worker(_ precision: Precision) throws -> ModelWorker {
    // The tool chooses the working folder, so the path starts at this file.
    let root = #filePath.split(separator: "/").dropLast(4)
    let path = "/" + (root + ["configs", "models", "mini-512.json"]).joined(separator: "/")
    var configuration = try ModelConfiguration(contentsOf: path)
    configuration.precision = precision
    let layers = configuration.architecture.layers
    let layout = try StageLayout(
      "E(t)*\(layers)mL", layers: layers, multiTokenPrediction: 1, stages: 1)
    return try ModelWorker(configuration, layout: layout, stages: [0])
  }

  /// One microbatch of one sequence, forward and backward.
  private static func play(_ worker: ModelWorker) throws {
    let tokens = (0...Int32(length)).map { $0 &* 7919 % 256 }
    let microbatch = try Microbatch(sequences: 1, length: length, tokens: tokens)
    try worker.begin([0: microbatch], tokensOfStep: length)
    let forward = try worker.forward(stage: 0, microbatch: 0, input: nil)
    while try forward.advance() {}
    let backward = try worker.backward(
      stage: 0, microbatch: 0, gradient: nil, passes: [.input, .weight])
    while try backward.advance() {}
  }
}

/// Matrices of the shape of a product.
private struct ProductSample {
  private let left: FactorPart
  private let right: FactorPart
  private let rows: Int
  private let columns: Int
  private let count: Int

  init(_ shape: ProductTally.Shape, count: Int) {
    let (a, b) = ((shape.rows, shape.depth), (shape.depth, shape.columns))
    left = Self.factor(a, transposed: shape.leftTransposed)
    right = Self.factor(b, transposed: shape.rightTransposed)
    (rows, columns, self.count) = (shape.rows, shape.columns, count)
  }

  /// Computes the product as often as a step does.
  func compute() throws {
    var result = Matrix(rows: rows, columns: columns)
    for _ in 0..<count { try result.add(product: left, right, keeping: 0) }
    blackHole(result)
  }

  private static func factor(_ shape: (Int, Int), transposed: Bool) -> FactorPart {
    let (rows, columns) = transposed ? (shape.1, shape.0) : shape
    return FactorPart(
      Matrix(rows: rows, columns: columns, repeating: 0.5), transposed: transposed)
  }
}
