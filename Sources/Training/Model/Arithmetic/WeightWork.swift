internal import LinearAlgebra

/// What is left to do for the gradient of a weight when the gradient of the input is there.
enum WeightWork {
  /// The weights of linear layers.
  case linear(Linear, gradient: Matrix, input: LinearInput, groups: [Int]?)
  /// The output head or a router, whose products take whole numbers.
  case whole(Parameter, gradient: Matrix, input: Matrix, Arithmetic)
  /// The gain of a norm.
  case gain(Parameter, gradient: Matrix, input: Matrix, scales: [Float])
  /// The rows of an embedding; -1 for none.
  case rows(Parameter, gradient: Matrix, places: [Int32])

  /// Adds to the gradients of the weights.
  ///
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func play() throws(TrainingError) {
    switch self {
    case .linear(let linear, let gradient, let input, let groups):
      try linear.addWeightGradient(gradient, input: input, groups: groups)
    case .whole(let parameter, let gradient, let input, let arithmetic):
      try arithmetic.multiply(
        FactorPart(gradient, transposed: true), FactorPart(input), into: &parameter.gradient,
        keeping: 1)
    case .gain(let parameter, let gradient, let input, let scales):
      LayerKernels.addNormGainGradient(
        gradient, x: input, scales: scales, to: &parameter.gradient)
    case .rows(let parameter, let gradient, let places):
      LayerKernels.scatterAdd(gradient, places: places, to: &parameter.gradient)
    }
  }
}
