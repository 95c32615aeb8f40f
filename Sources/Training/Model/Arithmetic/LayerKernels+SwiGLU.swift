internal import CTrainingKernels
internal import LinearAlgebra

extension LayerKernels {
  /// SwiGLU of rows, each times its weight.
  ///
  /// - Parameters:
  ///   - gateUp: `[rows, 2 · width]`, the gates first.
  ///   - weights: `[rows]`; empty for 1.
  /// - Returns: `[rows, width]`
  static func swiGLU(_ gateUp: Matrix, weights: [Float] = []) -> Matrix {
    requireWeights(weights, gateUp)
    var hidden = Matrix(rows: gateUp.rows, columns: gateUp.columns / 2)
    let (rows, width) = (Int64(hidden.rows), Int64(hidden.columns))
    // Reason: C takes pointers; the shapes agree.
    if weights.isEmpty {
      unsafe layers_swiglu(gateUp.values, nil, rows, width, &hidden.values)
    } else {
      unsafe layers_swiglu(gateUp.values, weights, rows, width, &hidden.values)
    }
    return hidden
  }

  /// The gradients of a SwiGLU's input and of the rows' weights.
  ///
  /// - Parameters:
  ///   - dhidden: `[rows, width]`
  ///   - gateUp: `[rows, 2 · width]`
  ///   - weights: `[rows]`; empty for 1.
  /// - Returns: `[rows, 2 · width]`, and `[rows]`.
  static func swiGLUGradient(
    _ dhidden: Matrix, gateUp: Matrix, weights: [Float] = []
  ) -> (gateUp: Matrix, weights: [Float]) {
    requireWeights(weights, gateUp)
    precondition(
      dhidden.rows == gateUp.rows && dhidden.columns * 2 == gateUp.columns,
      "\(dhidden.rows) x \(dhidden.columns) for \(gateUp.rows) x \(gateUp.columns)")
    var gradient = Matrix(rows: gateUp.rows, columns: gateUp.columns)
    var dweights = [Float](repeating: 0, count: dhidden.rows)
    let (rows, width) = (Int64(dhidden.rows), Int64(dhidden.columns))
    // Reason: C takes pointers; the shapes agree.
    if weights.isEmpty {
      unsafe layers_swiglu_gradient(
        dhidden.values, gateUp.values, nil, rows, width, &gradient.values, &dweights)
    } else {
      unsafe layers_swiglu_gradient(
        dhidden.values, gateUp.values, weights, rows, width, &gradient.values, &dweights)
    }
    return (gradient, dweights)
  }

  private static func requireWeights(_ weights: [Float], _ gateUp: Matrix) {
    precondition(
      gateUp.columns.isMultiple(of: 2) && (weights.isEmpty || weights.count == gateUp.rows),
      "\(weights.count) weights for \(gateUp.rows) x \(gateUp.columns)")
  }
}
