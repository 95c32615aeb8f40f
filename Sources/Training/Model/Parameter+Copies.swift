internal import FloatFormats
internal import LinearAlgebra

extension Parameter {
  /// The value in the format that products take it in.
  enum Copy {
    case whole(Matrix)
    case blocks(QuantizedBlocks)
  }

  /// The value as products outside of linear layers take it: rounded where activations are.
  func rounded(_ arithmetic: Arithmetic) -> Matrix {
    guard arithmetic.precision.rounds else { return value }
    if case .whole(let copy)? = currentCopy { return copy }
    var copy = value
    arithmetic.round(&copy)
    keep(.whole(copy))
    return copy
  }

  /// The value as a rule of scaling leaves it, which is asked once for each change of the value.
  ///
  /// - Throws: `TrainingError` with code `notFinite`, which names the parameter.
  func scaled(by scaling: inout TensorScaling) throws(TrainingError) -> Matrix {
    if case .whole(let copy)? = currentCopy { return copy }
    let copy = try scaling.rounded(value, name: name)
    keep(.whole(copy))
    return copy
  }

  /// The value in eight-bit codes with a scale for each block.
  ///
  /// - Throws: `TrainingError` with code `notFinite`, which names the parameter.
  func blocks(_ kind: ScaleKind) throws(TrainingError) -> QuantizedBlocks {
    if case .blocks(let copy)? = currentCopy { return copy }
    let value = value
    let copy = try TrainingError.quantising(name) { () throws(QuantizationError) in
      try QuantizedBlocks(
        value.values.span, rows: value.rows, columns: value.columns, scales: kind)
    }
    keep(.blocks(copy))
    return copy
  }

  private var currentCopy: Copy? { copyGeneration == generation ? copy : nil }

  private func keep(_ copy: Copy) {
    self.copy = copy
    copyGeneration = generation
  }
}
