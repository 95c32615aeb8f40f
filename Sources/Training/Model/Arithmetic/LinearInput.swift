internal import FloatFormats
internal import LinearAlgebra

/// Activations as linear layers take them and keep them for their weights' gradients.
enum LinearInput {
  /// In FP32, or rounded.
  case whole(Matrix)
  /// In eight-bit codes with a scale for 128 numbers of a row.
  case tiles(QuantizedRows)

  var rows: Int {
    switch self {
    case .whole(let matrix): matrix.rows
    case .tiles(let matrix): matrix.rows
    }
  }

  /// The numbers that the layer sees.
  ///
  /// - Throws: `TrainingError` never, of a matrix that was made by a layer.
  func values() throws(TrainingError) -> Matrix {
    switch self {
    case .whole(let matrix): return matrix
    case .tiles(let coded):
      return try TrainingError.product { () throws(LinearAlgebraError) in
        try Matrix(rows: coded.rows, columns: coded.columns, values: coded.decoded())
      }
    }
  }
}
