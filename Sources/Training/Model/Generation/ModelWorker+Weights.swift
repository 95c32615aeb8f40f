internal import LinearAlgebra

extension ModelWorker {
  /// Takes the weights, and the biases of experts, from a checkpoint.
  ///
  /// - Parameter pieces: At least those of this rank's parameters; others are left out.
  /// - Throws: `CheckpointError` with code `elementsMissing` when some are not there or not in FP32.
  func takeWeights(_ pieces: [CheckpointPiece]) throws(CheckpointError) {
    for parameter in parameters {
      let count = parameter.value.values.count
      let values = try pieces.floats(parameter.name, .value, count: count)
      parameter.value.update { numbers in
        for place in numbers.indices { numbers[place] = values[place] }
      }
    }
    for balance in balances {
      balance.bias = try pieces.floats(balance.name, .bias, count: balance.bias.count)
    }
  }
}

extension [CheckpointPiece] {
  /// All elements of a tensor, which have to be in FP32.
  ///
  /// - Throws: `CheckpointError` with code `elementsMissing`.
  func floats(
    _ tensor: String, _ kind: CheckpointPiece.Kind, count: Int
  ) throws(CheckpointError) -> [Float] {
    guard case .float(let values) = try elements(of: tensor, kind, count: count) else {
      throw CheckpointError(
        code: .elementsMissing, detail: "\(kind) of \(tensor) is in BF16; expected FP32")
    }
    return values
  }
}
