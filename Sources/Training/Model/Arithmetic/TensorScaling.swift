internal import FloatFormats
internal import LinearAlgebra

/// Rounds a tensor to eight-bit codes with a scale by its history, again and again.
struct TensorScaling {
  private var scaling: DelayedScaling

  /// - Throws: `TrainingError` with code `notFinite` for a history of no steps.
  init(historyLength: Int) throws(TrainingError) {
    scaling = try TrainingError.quantising("delayed scaling") { () throws(QuantizationError) in
      try DelayedScaling(historyLength: historyLength)
    }
  }

  /// All that the next roundings depend on.
  var state: ScalingState { ScalingState(scale: scaling.scale, magnitudes: scaling.history) }

  /// Goes on from a state.
  ///
  /// - Throws: `CheckpointError` with code `elementsMissing`, which names the tensor, for a state that
  ///   no scaling has.
  mutating func resume(_ state: ScalingState, name: String) throws(CheckpointError) {
    do throws(QuantizationError) {
      try scaling.resume(history: state.magnitudes, scale: state.scale)
    } catch {
      throw CheckpointError(
        code: .elementsMissing, detail: "history of \(name) is none: \(error.detail)")
    }
  }

  /// The numbers that codes stand for.
  ///
  /// Without a history the tensor is scaled by itself.
  ///
  /// - Parameters:
  ///   - matrix: The tensor.
  ///   - name: For errors.
  /// - Returns: The tensor, rounded and cut off.
  /// - Throws: `TrainingError` with code `notFinite`.
  mutating func rounded(
    _ matrix: Matrix, name: @autoclosure () -> String
  ) throws(TrainingError) -> Matrix {
    let decoded = try TrainingError.quantising(name()) { () throws(QuantizationError) in
      if scaling.history.isEmpty {
        try scaling.record(magnitude: matrix.values.reduce(0) { max($0, $1.magnitude) })
      }
      return try scaling.quantize(
        matrix.values.span, rows: matrix.rows, columns: matrix.columns
      ).decoded()
    }
    return try TrainingError.product { () throws(LinearAlgebraError) in
      try Matrix(rows: matrix.rows, columns: matrix.columns, values: decoded)
    }
  }
}
