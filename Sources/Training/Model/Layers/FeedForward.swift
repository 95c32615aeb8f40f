internal import FloatFormats
internal import LinearAlgebra
internal import TransformerModels

/// A SwiGLU: one for all rows, or one for each group of rows, as experts are.
///
/// Weights of rows multiply the hidden numbers, which is the same as to multiply the output.
///
/// - Source: Shazeer 2020, arXiv:2002.05202.
struct FeedForward {
  /// What a forward leaves for the backward.
  struct Kept {
    /// The SwiGLU's input, gates and values.
    let gateUp: LinearInput
    /// Nil where it is computed again.
    let hidden: LinearInput?
  }

  /// Gate and up-projection in one, `[2 · width, hidden]`, the gates first.
  let gateUp: Linear
  let down: Linear
  let recomputation: Recomputation

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - prefixes: Of their names, one for each group.
  ///   - width: Of the hidden numbers.
  ///   - group: Which ranks hold copies.
  /// - Throws: `TrainingError` as ``Linear`` does.
  init(
    _ model: ModelParts, prefixes: [String], width: Int, group: Parameter.Group = .dense
  ) throws(TrainingError) {
    let hidden = model.architecture.hiddenSize
    gateUp = try Linear(
      prefixes.map {
        model.store.weight(
          $0 + "gate_up_proj.weight", rows: 2 * width, columns: hidden, group: group)
      }, model.arithmetic)
    down = try Linear(
      prefixes.map {
        model.store.weight($0 + "down_proj.weight", rows: hidden, columns: width, group: group)
      }, model.arithmetic)
    recomputation = model.recomputation
    if group == .expert {
      // Tokens and gradients come in codes with such scales, and are the same codes again by them.
      gateUp.inputScales = .powerOfTwo
      down.gradientScales = .powerOfTwo
    }
  }

  /// - Parameters:
  ///   - input: `[rows, hidden]`
  ///   - weights: `[rows]`; empty for 1.
  ///   - groups: Rows of each group; nil where there is one.
  /// - Returns: `[rows, hidden]`, and what the backward needs.
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func forward(
    _ input: LinearInput, weights: [Float] = [], groups: [Int]? = nil
  ) throws(TrainingError) -> (Matrix, Kept) {
    let gateUpValues = try gateUp.forward(input, groups: groups)
    let hidden = try hiddenInput(gateUpValues, weights)
    let y = try down.forward(hidden, groups: groups)
    return (
      y,
      Kept(
        gateUp: try gateUp.kept(gateUpValues),
        hidden: recomputation.contains(.swiGLU) ? nil : hidden)
    )
  }

  /// - Parameters:
  ///   - dy: `[rows, hidden]`
  ///   - input: As the forward took it.
  ///   - weights: As the forward took them.
  ///   - groups: As the forward took them.
  ///   - kept: Of the forward.
  ///   - work: Gets what is left to do for the weights.
  /// - Returns: The gradients of input and weights.
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func backward(
    _ dy: Matrix, input: LinearInput, weights: [Float] = [], groups: [Int]? = nil, kept: Kept,
    work: inout [WeightWork]
  ) throws(TrainingError) -> (input: Matrix, weights: [Float]) {
    let gateUpValues = try kept.gateUp.values()
    let hidden =
      if let hidden = kept.hidden { hidden } else {
        try hiddenInput(gateUpValues, weights)
      }
    let dy = try down.gradient(dy)
    work.append(.linear(down, gradient: dy, input: hidden, groups: groups))
    let dhidden = try down.inputGradient(dy, groups: groups)
    var gradient = LayerKernels.swiGLUGradient(dhidden, gateUp: gateUpValues, weights: weights)
    down.arithmetic.round(&gradient.gateUp)
    let dgateUp = try gateUp.gradient(gradient.gateUp)
    work.append(.linear(gateUp, gradient: dgateUp, input: input, groups: groups))
    return (try gateUp.inputGradient(dgateUp, groups: groups), gradient.weights)
  }

  private func hiddenInput(
    _ gateUpValues: Matrix, _ weights: [Float]
  ) throws(TrainingError) -> LinearInput {
    var hidden = LayerKernels.swiGLU(gateUpValues, weights: weights)
    down.arithmetic.round(&hidden)
    return try down.input(hidden)
  }
}
