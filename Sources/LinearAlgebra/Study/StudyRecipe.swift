internal import FloatFormats

/// How the factors of a product are rounded before it is computed.
public enum StudyRecipe: String, CaseIterable, Hashable, Sendable {
  /// Both factors in BF16.
  case bfloat16 = "BF16"
  /// E4M3: activations with a scale for 1 x 128, weights with one for 128 x 128.
  case fineGrained = "FP8 fine-grained"
  /// The same with scales that are powers of two.
  case powerOfTwoScales = "FP8 power-of-two scales"
  /// The same with the left factor, as a gradient, in E5M2.
  case fineGrainedE5M2 = "FP8 E5M2 gradients"
  /// E4M3 with one scale for each factor, found from the steps before.
  case perTensorDelayed = "FP8 per-tensor delayed"

  /// Earlier steps from which ``perTensorDelayed`` takes its scales.
  static let earlierSteps = 4

  /// The product of rounded factors, summed exactly: single precision would add less than a hundred
  /// thousandth of the error, but another one on every processor.
  ///
  /// - Parameter problem: What is to be multiplied.
  /// - Returns: `[rows, columns]`
  /// - Throws: `LinearAlgebraError` with code `unquantizable` when a number is too large.
  func product(_ problem: StudyProblem) throws(LinearAlgebraError) -> Matrix {
    switch self {
    case .bfloat16:
      let product = referenceProduct(Self.rounded(problem.left), Self.rounded(problem.right))
      return try Matrix(
        rows: problem.left.rows, columns: problem.right.rows, values: product.map(Float.init))
    case .fineGrained: return try fineGrained(problem, .e4m3, .float)
    case .powerOfTwoScales: return try fineGrained(problem, .e4m3, .powerOfTwo)
    case .fineGrainedE5M2: return try fineGrained(problem, .e5m2, .float)
    case .perTensorDelayed:
      let right = try Self.delayed([problem.right], problem.right)
      return try BlockScaledProduct.perTensor(
        try Self.delayed(problem.earlier, problem.left), right
      ).result(.exact)
    }
  }

  private func fineGrained(
    _ problem: StudyProblem, _ format: EightBitFormat, _ scales: ScaleKind
  ) throws(LinearAlgebraError) -> Matrix {
    let (left, right) = (problem.left, problem.right)
    let (inputs, weights): (QuantizedRows, QuantizedBlocks)
    do throws(QuantizationError) {
      inputs = try QuantizedRows(
        left.values.span, rows: left.rows, columns: left.columns, format: format, scales: scales)
      weights = try QuantizedBlocks(
        right.values.span, rows: right.rows, columns: right.columns, scales: scales)
    } catch {
      throw LinearAlgebraError(error)
    }
    return try BlockScaledProduct.forward(inputs: inputs, weights: weights).result(.exact)
  }

  /// Quantises a matrix by the scale that earlier ones left behind.
  static func delayed(
    _ earlier: [Matrix], _ matrix: Matrix
  ) throws(LinearAlgebraError) -> QuantizedTensor {
    do throws(QuantizationError) {
      var scaling = try DelayedScaling(historyLength: earlierSteps)
      for step in earlier {
        try scaling.record(magnitude: step.values.reduce(0) { max($0, $1.magnitude) })
      }
      return try scaling.quantize(matrix.values.span, rows: matrix.rows, columns: matrix.columns)
    } catch {
      throw LinearAlgebraError(error)
    }
  }

  private static func rounded(_ matrix: Matrix) -> Matrix {
    var rounded = matrix
    for place in rounded.values.indices {
      rounded.values[place] = BFloat16(rounded.values[place]).float
    }
    return rounded
  }
}
