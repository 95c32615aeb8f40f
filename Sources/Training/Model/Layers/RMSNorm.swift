internal import LinearAlgebra

/// Scales rows to a mean square of 1, times a learned gain.
///
/// - Source: Zhang and Sennrich 2019, arXiv:1910.07467.
struct RMSNorm {
  let gain: Parameter
  let epsilon: Float
  let arithmetic: Arithmetic

  /// - Returns: `[rows, size]`, and the factor of each row, for the backward.
  func forward(_ x: Matrix) -> (y: Matrix, scales: [Float]) {
    var result = LayerKernels.norm(x, gain: gain.value, epsilon: epsilon)
    arithmetic.round(&result.y)
    return result
  }

  /// The same output again.
  func again(_ x: Matrix, scales: [Float]) -> Matrix {
    var y = LayerKernels.norm(x, gain: gain.value, scales: scales)
    arithmetic.round(&y)
    return y
  }

  /// Adds the gradient of the input to a gradient, and leaves that of the gain to be done.
  func addInputGradient(
    _ dy: Matrix, x: Matrix, scales: [Float], to dx: inout Matrix, work: inout [WeightWork]
  ) {
    LayerKernels.addNormInputGradient(dy, x: x, gain: gain.value, scales: scales, to: &dx)
    arithmetic.round(&dx)
    work.append(.gain(gain, gradient: dy, input: x, scales: scales))
  }

  /// The gradient of the input alone.
  func inputGradient(
    _ dy: Matrix, x: Matrix, scales: [Float], work: inout [WeightWork]
  ) -> Matrix {
    var dx = Matrix(rows: x.rows, columns: x.columns)
    addInputGradient(dy, x: x, scales: scales, to: &dx, work: &work)
    return dx
  }
}
