internal import LinearAlgebra

/// Final norm, output head and cross-entropy. The head's products take whole numbers.
struct OutputHead {
  let norm: RMSNorm
  let weight: Parameter
  let arithmetic: Arithmetic

  /// What a forward leaves for the backward.
  struct Kept {
    /// `[tokens, hidden]`, before the norm.
    let x: Matrix
    let scales: [Float]
    /// `[tokens, vocabulary]`, the gradient of the logits.
    let dlogits: Matrix
  }

  /// The logits of tokens.
  ///
  /// - Parameter x: `[tokens, hidden]`
  /// - Returns: `[tokens, vocabulary]`, and the norm's factors.
  func logits(_ x: Matrix) throws(TrainingError) -> (Matrix, scales: [Float]) {
    let (normed, scales) = norm.forward(x)
    var logits = Matrix(rows: x.rows, columns: weight.value.rows)
    try arithmetic.multiply(
      FactorPart(normed), FactorPart(weight.rounded(arithmetic), transposed: true), into: &logits)
    return (logits, scales)
  }

  /// The loss of predictions; the gradient of the logits is made at once, since logits are not needed
  /// any more.
  ///
  /// - Parameters:
  ///   - x: `[tokens, hidden]`
  ///   - targets: `[tokens]`, -1 for none.
  ///   - factor: Multiplies the gradient.
  /// - Returns: The sum of the tokens' losses in nats, and what the backward needs.
  /// - Throws: `TrainingError` with code `notFinite` when the loss is not finite.
  func forward(
    _ x: Matrix, targets: [Int32], factor: Float
  ) throws(TrainingError) -> (loss: Double, Kept) {
    var (logits, scales) = try logits(x)
    let losses = LayerKernels.crossEntropy(&logits, targets: targets, factor: factor)
    let sum = losses.reduce(0.0) { $0 + Double($1) }
    guard sum.isFinite else {
      throw TrainingError(
        code: .notFinite, detail: "\(weight.name): the loss of \(x.rows) tokens is \(sum)")
    }
    arithmetic.round(&logits)
    return (sum, Kept(x: x, scales: scales, dlogits: logits))
  }

  /// The gradient of the input.
  ///
  /// - Throws: `TrainingError` with code `productFailed`.
  func backward(_ kept: Kept, work: inout [WeightWork]) throws(TrainingError) -> Matrix {
    let normed = norm.again(kept.x, scales: kept.scales)
    work.append(.whole(weight, gradient: kept.dlogits, input: normed, arithmetic))
    var dnormed = Matrix(rows: normed.rows, columns: normed.columns)
    try arithmetic.multiply(
      FactorPart(kept.dlogits), FactorPart(weight.rounded(arithmetic)), into: &dnormed)
    arithmetic.round(&dnormed)
    return norm.inputGradient(dnormed, x: kept.x, scales: kept.scales, work: &work)
  }
}
