internal import CTrainingKernels
internal import LinearAlgebra
internal import MPIRuntime

/// Between the matrices of the parameters and the flat row that messages carry.
extension ReplicaGroup {
  /// Copies a part of all parameters, and zeros behind the last.
  ///
  /// - Parameters:
  ///   - range: Of the flat row.
  ///   - row: At least ``paddedCount`` elements.
  ///   - matrix: What of a parameter is copied.
  func pack(
    _ range: Range<Int>, to row: inout MessageBuffer<Float>, _ matrix: (Parameter) -> Matrix
  ) {
    precondition(row.count >= paddedCount, "\(row.count) elements, \(paddedCount) needed")
    for piece in pieces(in: range) {
      let count = Int64(piece.range.count)
      // Reason: C takes pointers; a piece lies inside its matrix and inside the row.
      unsafe layers_copy(
        matrix(parameters[piece.parameter]).values, Int64(piece.range.lowerBound), count,
        row.baseAddress, Int64(piece.place), count, 1, count)
    }
    var elements = row.mutableSpan
    for place in elementCount..<paddedCount { elements[place] = 0 }
  }

  /// Copies a part of the flat row back.
  ///
  /// - Parameters:
  ///   - range: Of the flat row.
  ///   - row: At least ``paddedCount`` elements.
  ///   - change: Hands the elements of a parameter's matrix to what changes them in place.
  func unpack(
    _ range: Range<Int>, of row: borrowing MessageBuffer<Float>,
    _ change: (Parameter, (UnsafeMutablePointer<Float>?) -> Void) -> Void
  ) {
    precondition(row.count >= paddedCount, "\(row.count) elements, \(paddedCount) needed")
    // Reason: C takes pointers; the row is borrowed for as long as this lasts.
    let from = unsafe row.baseAddress
    for piece in pieces(in: range) {
      let count = Int64(piece.range.count)
      // Reason: C takes pointers; a piece lies inside its matrix and inside the row.
      unsafe change(parameters[piece.parameter]) { elements in
        unsafe layers_copy(
          from, Int64(piece.place), count, elements, Int64(piece.range.lowerBound), count, 1, count)
      }
    }
  }
}
