/// The matrix product of one layer's weight matrix, or of one for each of several experts, in one
/// pass of one microbatch.
struct ProductCost: Hashable, Sendable {
  /// `[inputs, outputs]` of one weight matrix on this GPU.
  var matrix: LinearShape
  /// Forward `[rows, inputs] x [inputs, outputs]`, for input `[rows, outputs] x [outputs, inputs]`,
  /// for weight `[inputs, rows] x [rows, outputs]`.
  var pass: Pass
  var precision: Precision
  /// Rows of one matrix's activations for each token of the GPU.
  var rowsPerToken = 1.0
  /// Experts on this GPU.
  var matrices = 1

  /// Forward, data gradient and weight gradient have equal FLOPs.
  var flopsPerToken: Double { matrix.flopsPerToken * rowsPerToken * Double(matrices) }

  /// What one launch multiplies, for `tokens` of the GPU.
  func shape(tokens: Double) -> ProductShape {
    let rows = max(1, Int((tokens * rowsPerToken).rounded(.up)))
    return switch pass {
    case .forward:
      ProductShape(groups: matrices, m: rows, n: matrix.outputs, k: matrix.inputs)
    case .input:
      ProductShape(groups: matrices, m: rows, n: matrix.inputs, k: matrix.outputs)
    case .weight:
      ProductShape(groups: matrices, m: matrix.inputs, n: matrix.outputs, k: rows)
    }
  }
}
