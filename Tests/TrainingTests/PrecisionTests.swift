import FloatFormats
import LinearAlgebra
import Testing
import TransformerModels

@testable import Training

@Suite("Precisions")
struct PrecisionTests {
  static let recipes: [EightBitRecipe] = [
    EightBitRecipe(), EightBitRecipe(scaling: .tiles(.powerOfTwo)),
    EightBitRecipe(keepsAttentionOutputInE5M6: true),
    EightBitRecipe(scaling: .delayed(historyLength: 16)),
  ]

  private func played(_ precision: Precision, _ variant: TinyModel.Variant) throws -> ModelWorker {
    var model = try TinyModel(variant)
    model.configuration.precision = precision
    // Near zero the curves are straight, so that roundings stay as small as they are.
    model.configuration.constants.initialDeviation = 0.1
    let worker = try model.worker()
    try worker.playStep()
    return worker
  }

  /// |a - b| / |b| of all gradients together, in Euclidean norms.
  private func difference(_ a: ModelWorker, _ b: ModelWorker) -> Double {
    var (error, size) = (0.0, 0.0)
    for (a, b) in zip(a.parameters, b.parameters) {
      for (x, y) in zip(a.gradient.values, b.gradient.values) {
        error += Double(x - y) * Double(x - y)
        size += Double(y) * Double(y)
      }
    }
    return (error / size).squareRoot()
  }

  // BF16 keeps 8 significant bits and E4M3 4; each step of a layer rounds by at most half of the last.
  @Test("BF16 gives gradients within some roundings to 8 bits of those of FP32")
  func bfloat16() throws {
    let (exact, rounded) = (try played(.fp32, .dense), try played(.bf16, .dense))
    let found = difference(rounded, exact)
    #expect(found > 0x1p-9 && found < 4 * 0x1p-8, "\(found)")
    #expect((rounded.loss.main / exact.loss.main - 1).magnitude < 0x1p-7)
  }

  @Test("FP8 gives gradients within some roundings to 4 bits of those of BF16", arguments: recipes)
  func eightBits(recipe: EightBitRecipe) throws {
    let (reference, coded) = (try played(.bf16, .dense), try played(.fp8(recipe), .dense))
    let found = difference(coded, reference)
    #expect(found > 0x1p-8 && found < 2 * 0x1p-4, "\(found)")
    #expect((coded.loss.main / reference.loss.main - 1).magnitude < 0x1p-4)
  }

  @Test(
    "what leaves a stage is BF16 in all but FP32", arguments: [Precision.bf16, .fp8(recipes[0])])
  func boundaries(precision: Precision) throws {
    var model = try TinyModel()
    model.configuration.precision = precision
    let worker = try model.worker("Et|tmL")
    let hidden = try #require(try worker.play(worker.forward(stage: 0, microbatch: 0, input: nil)))
    _ = try worker.play(worker.forward(stage: 1, microbatch: 0, input: hidden))
    let gradient = try #require(
      try worker.play(
        worker.backward(stage: 1, microbatch: 0, gradient: nil, passes: [.input, .weight])))
    for value in hidden.values + gradient.values {
      #expect(BFloat16(value, overflow: .saturate).float == value)
    }
  }

  @Test("linear layers multiply the codes that activations, weights and gradients have in FP8")
  func linear() throws {
    var random = SplitMix(seed: 2)
    let (x, dy) = (matrix(150, 140, &random), matrix(150, 130, &random))
    let parameters = (0..<2).map {
      Parameter(name: "weight \($0)", group: .expert, value: matrix(130, 140, &random))
    }
    let linear = try Linear(parameters, Arithmetic(.fp8(EightBitRecipe())))
    let groups = [100, 50]
    let input = try linear.input(x)
    let y = try linear.forward(input, groups: groups)
    let dx = try linear.inputGradient(dy, groups: groups)
    try linear.addWeightGradient(dy, input: input, groups: groups)
    let (coded, codedGradient) = (try decodedRows(x), try decodedRows(dy))
    for (group, rows) in [0..<100, 100..<150].enumerated() {
      let weight = try decodedBlocks(parameters[group].value)
      let inputs = try part(coded, rows)
      expectRounded(try part(y, rows), try Matrix.product(.plain(inputs), .transposed(weight)))
      expectRounded(
        try part(dx, rows), try Matrix.product(.plain(part(codedGradient, rows)), .plain(weight)))
      let expected = try Matrix.product(
        .transposed(decodedColumns(part(dy, rows))), .plain(decodedColumns(inputs)))
      for (found, expected) in zip(parameters[group].gradient.values, expected.values) {
        #expect((found - expected).magnitude <= 1e-4 * max(1, expected.magnitude))
      }
    }
  }

  private func matrix(_ rows: Int, _ columns: Int, _ random: inout SplitMix) -> Matrix {
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { matrix[row, column] = Float.random(in: -2...2, using: &random) }
    }
    return matrix
  }

  /// Some rows.
  private func part(_ matrix: Matrix, _ rows: Range<Int>) throws -> Matrix {
    let places = rows.lowerBound * matrix.columns..<rows.upperBound * matrix.columns
    return try Matrix(
      rows: rows.count, columns: matrix.columns, values: Array(matrix.values[places]))
  }

  /// What codes with a scale for 128 numbers of a row stand for.
  private func decodedRows(_ matrix: Matrix) throws -> Matrix {
    let values = matrix.values
    let codes = try QuantizedRows(values.span, rows: matrix.rows, columns: matrix.columns)
    return try Matrix(rows: matrix.rows, columns: matrix.columns, values: codes.decoded())
  }

  /// What codes with a scale for 128 x 128 numbers stand for.
  private func decodedBlocks(_ matrix: Matrix) throws -> Matrix {
    let values = matrix.values
    let codes = try QuantizedBlocks(values.span, rows: matrix.rows, columns: matrix.columns)
    return try Matrix(rows: matrix.rows, columns: matrix.columns, values: codes.decoded())
  }

  /// What codes with a scale for 128 numbers of a column stand for.
  private func decodedColumns(_ matrix: Matrix) throws -> Matrix {
    try decodedRows(matrix.transposed).transposed
  }

  /// Within one rounding to BF16, and what the order of sums leaves.
  private func expectRounded(_ found: Matrix, _ expected: Matrix) {
    for (a, b) in zip(found.values, expected.values) {
      #expect((a - b).magnitude <= b.magnitude * 0x1p-8 + 1e-4)
    }
  }

  @Test("experts take the codes that tokens travel in as they are")
  func travelledCodes() throws {
    var random = SplitMix(seed: 6)
    let tokens = matrix(20, 300, &random)
    let values = tokens.values
    let codes = try QuantizedRows(values.span, rows: 20, columns: 300, scales: .powerOfTwo)
    let decoded = try Matrix(rows: 20, columns: 300, values: codes.decoded())
    let weight = Parameter(name: "weight", group: .expert, value: matrix(8, 300, &random))
    let linear = try Linear([weight], Arithmetic(.fp8(EightBitRecipe())))
    #expect(try linear.input(decoded).values() != decoded)
    linear.inputScales = .powerOfTwo
    #expect(try linear.input(decoded).values() == decoded)
  }

  @Test(
    "a changed weight is rounded and coded anew", arguments: [Precision.bf16, .fp8(recipes[0])])
  func copies(precision: Precision) throws {
    var model = try TinyModel(.dense)
    model.configuration.precision = precision
    let worker = try model.worker()
    try worker.playStep()
    let first = worker.loss
    for parameter in worker.parameters {
      parameter.value.update { values in
        for place in 0..<values.count { values[place] *= 1.5 }
      }
    }
    try worker.begin(model.microbatches, tokensOfStep: model.tokensOfStep)
    try worker.playStep()
    let fresh = try model.worker()
    for (parameter, changed) in zip(fresh.parameters, worker.parameters) {
      parameter.value = changed.value
    }
    try fresh.playStep()
    #expect(worker.loss == fresh.loss && worker.loss != first)
  }

  @Test("E5M6 with a power of two as scale keeps 7 significant bits of numbers near the greatest")
  func wideCodes() throws {
    var random = SplitMix(seed: 8)
    var matrix = Matrix(rows: 3, columns: 200)
    for row in 0..<3 {
      for column in 0..<200 {
        matrix[row, column] = Float.random(in: 0.01...1, using: &random) * (row == 1 ? 1e-5 : 1000)
      }
    }
    let rounded = matrix.roundedToE5M6()
    #expect(rounded != matrix)
    for row in 0..<3 {
      for column in 0..<200 {
        let error = (rounded[row, column] - matrix[row, column]).magnitude
        #expect(error <= matrix[row, column] * 0x1p-7)
      }
    }
    #expect(rounded.roundedToE5M6() == rounded)
  }

  @Test(
    "training lowers the loss of a microbatch in every precision",
    arguments: [Precision.fp32, .bf16] + recipes.map { .fp8($0) })
  func training(precision: Precision) throws {
    var model = try TinyModel(.experts)
    model.configuration.precision = precision
    let worker = try model.worker()
    var losses: [Double] = []
    for _ in 0..<12 {
      try worker.begin(model.microbatches, tokensOfStep: model.tokensOfStep)
      worker.clearGradients()
      try worker.playStep()
      losses.append(worker.loss.main / Double(model.tokensOfStep))
      for parameter in worker.parameters {
        let gradient = parameter.gradient.values
        parameter.value.update { values in
          for place in 0..<gradient.count { values[place] -= 0.3 * gradient[place] }
        }
      }
    }
    #expect(losses[11] < 0.8 * losses[0], "\(losses)")
  }
}
