internal import FloatFormats
internal import LinearAlgebra

/// Linear layers without bias, `y = x · wᵀ`: one weight for all rows, or one for each group of rows, as
/// the tokens of several experts are.
final class Linear {
  /// One for each group, `[outputs, inputs]` all.
  let weights: [Parameter]
  let arithmetic: Arithmetic
  let outputs: Int
  let inputs: Int
  /// Scales of inputs in codes, where they are others than the recipe's.
  var inputScales: ScaleKind?
  /// Scales of gradients in codes, where they are others than the recipe's.
  var gradientScales: ScaleKind?
  /// Of a scaling by history, as the next two; nil where there is none.
  var inputScaling: TensorScaling?
  var gradientScaling: TensorScaling?
  /// One for each weight; none where there is no history.
  var weightScalings: [TensorScaling] = []

  /// - Parameters:
  ///   - weights: At least one; all of one shape.
  ///   - arithmetic: The model's.
  /// - Throws: `TrainingError` with code `notFinite` for a scaling by a history of no steps.
  init(_ weights: [Parameter], _ arithmetic: Arithmetic) throws(TrainingError) {
    self.weights = weights
    self.arithmetic = arithmetic
    outputs = weights[0].value.rows
    inputs = weights[0].value.columns
    if case .fp8(let recipe) = arithmetic.precision, case .delayed(let length) = recipe.scaling {
      let fresh = try TensorScaling(historyLength: length)
      (inputScaling, gradientScaling) = (fresh, fresh)
      weightScalings = weights.map { _ in fresh }
    }
  }

  /// For errors.
  var name: String { weights[0].name }

  /// How products take codes; nil where they take whole numbers.
  var tiles: (scales: ScaleKind, arithmetic: ProductArithmetic)? {
    guard case .fp8(let recipe) = arithmetic.precision, case .tiles(let kind) = recipe.scaling
    else { return nil }
    return (kind, recipe.arithmetic)
  }

  /// Brings activations into the format that the layer takes; other layers with the same input can
  /// take it too.
  ///
  /// - Parameter x: `[rows, inputs]`
  /// - Returns: The same numbers, rounded as the format says.
  /// - Throws: `TrainingError` with code `notFinite`.
  func input(_ x: Matrix) throws(TrainingError) -> LinearInput {
    guard let tiles else {
      return .whole(try inputScaling?.rounded(x, name: "input of \(name)") ?? x)
    }
    return .tiles(try coded(x, of: "input", inputScales ?? tiles.scales))
  }

  /// Brings the output into the format in which it is kept for the backward.
  ///
  /// - Throws: `TrainingError` with code `notFinite`.
  func kept(_ y: Matrix) throws(TrainingError) -> LinearInput {
    guard let tiles else { return .whole(y) }
    return .tiles(try coded(y, of: "output", tiles.scales))
  }

  /// Brings a gradient of the output into the format in which both halves of the backward take it.
  ///
  /// - Parameter dy: `[rows, outputs]`
  /// - Returns: The same numbers, rounded where a scale for all of them is given.
  /// - Throws: `TrainingError` with code `notFinite`.
  func gradient(_ dy: Matrix) throws(TrainingError) -> Matrix {
    try gradientScaling?.rounded(dy, name: "gradient of \(name)") ?? dy
  }

  /// The weight of a group as products of whole numbers take it.
  func weight(_ group: Int) throws(TrainingError) -> Matrix {
    weightScalings.isEmpty
      ? weights[group].rounded(arithmetic)
      : try weights[group].scaled(by: &weightScalings[group])
  }

  /// A matrix in codes, with a scale for 128 numbers of a row.
  func coded(
    _ matrix: Matrix, of role: String, _ kind: ScaleKind
  ) throws(TrainingError) -> QuantizedRows {
    try TrainingError.quantising("\(role) of \(name)") { () throws(QuantizationError) in
      try QuantizedRows(
        matrix.values.span, rows: matrix.rows, columns: matrix.columns, scales: kind)
    }
  }

  /// Some rows of a matrix in codes, transposed, with a scale for 128 rows of a column.
  func transposedCodes(
    _ matrix: Matrix, rows: Range<Int>, of role: String, _ kind: ScaleKind
  ) throws(TrainingError) -> QuantizedRows {
    let columns = matrix.columns
    let part = rows.lowerBound * columns..<rows.upperBound * columns
    return try TrainingError.quantising("\(role) of \(name)") { () throws(QuantizationError) in
      try QuantizedRows(
        transposing: matrix.values.span.extracting(part), tokens: rows.count, channels: columns,
        scales: kind)
    }
  }

  /// Rows of each group, one behind the other.
  func ranges(_ groups: [Int]?, rows: Int) -> [Range<Int>] {
    var end = 0
    let ranges = (groups ?? [rows]).map { count in
      defer { end += count }
      return end..<end + count
    }
    precondition(
      end == rows && ranges.count == weights.count,
      "\(ranges.count) groups of \(end) rows; \(weights.count) weights and \(rows) rows")
    return ranges
  }
}
