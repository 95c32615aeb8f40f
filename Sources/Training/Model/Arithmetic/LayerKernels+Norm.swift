internal import CTrainingKernels
internal import LinearAlgebra

extension LayerKernels {
  /// Norms of rows, and the factor that each row was scaled by.
  static func norm(_ x: Matrix, gain: Matrix, epsilon: Float) -> (y: Matrix, scales: [Float]) {
    requireGain(gain, x)
    var y = Matrix(rows: x.rows, columns: x.columns)
    var scales = [Float](repeating: 0, count: x.rows)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_norm(
      x.values, gain.values, Int64(x.rows), Int64(x.columns), epsilon, &y.values, &scales)
    return (y, scales)
  }

  /// The same norms with factors that were kept.
  static func norm(_ x: Matrix, gain: Matrix, scales: [Float]) -> Matrix {
    requireGain(gain, x)
    requireScales(scales, x)
    var y = Matrix(rows: x.rows, columns: x.columns)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_norm_again(
      x.values, gain.values, scales, Int64(x.rows), Int64(x.columns), &y.values)
    return y
  }

  /// Adds the gradient of a norm's input.
  static func addNormInputGradient(
    _ dy: Matrix, x: Matrix, gain: Matrix, scales: [Float], to dx: inout Matrix
  ) {
    requireGain(gain, x)
    requireScales(scales, x)
    requireEqual(dy, x)
    requireEqual(dx, x)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_norm_input_gradient(
      dy.values, x.values, gain.values, scales, Int64(x.rows), Int64(x.columns), &dx.values)
  }

  /// Adds the gradient of a norm's gain.
  static func addNormGainGradient(
    _ dy: Matrix, x: Matrix, scales: [Float], to dgain: inout Matrix
  ) {
    requireGain(dgain, x)
    requireScales(scales, x)
    requireEqual(dy, x)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_norm_gain_gradient(
      dy.values, x.values, scales, Int64(x.rows), Int64(x.columns), &dgain.values)
  }

  private static func requireGain(_ gain: Matrix, _ x: Matrix) {
    precondition(gain.values.count == x.columns, "\(gain.values.count) gains for \(x.columns)")
  }

  private static func requireScales(_ scales: [Float], _ x: Matrix) {
    precondition(scales.count == x.rows, "\(scales.count) scales for \(x.rows) rows")
  }
}
