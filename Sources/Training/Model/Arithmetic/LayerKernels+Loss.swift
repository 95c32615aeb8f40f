internal import CTrainingKernels
internal import LinearAlgebra

extension LayerKernels {
  /// Turns logits into the gradient of their cross-entropy, in place.
  ///
  /// - Parameters:
  ///   - logits: `[rows, classes]`
  ///   - targets: `[rows]`; a row with -1 has neither loss nor gradient.
  ///   - factor: Multiplies the gradient.
  /// - Returns: The loss of each row, in nats.
  static func crossEntropy(_ logits: inout Matrix, targets: [Int32], factor: Float) -> [Float] {
    precondition(
      targets.count == logits.rows && targets.allSatisfy { $0 < logits.columns },
      "\(targets.count) targets for \(logits.rows) x \(logits.columns)")
    var losses = [Float](repeating: 0, count: logits.rows)
    let (rows, classes) = (Int64(logits.rows), Int64(logits.columns))
    // Reason: C takes pointers; the targets are columns or negative.
    unsafe layers_cross_entropy(&logits.values, targets, rows, classes, factor, &losses)
    return losses
  }

  /// Rotates the pairs at the end of each head's part, by the row's position.
  ///
  /// - Parameters:
  ///   - values: `[rows, heads · headSize]`
  ///   - heads: Parts of a row.
  ///   - table: Of as many pairs as are rotated.
  ///   - backward: Whether they are rotated back.
  static func rotate(
    _ values: inout Matrix, heads: Int, table: RotaryTable, backward: Bool = false
  ) {
    let headSize = values.columns / heads
    precondition(
      headSize * heads == values.columns && table.pairs * 2 <= headSize,
      "\(heads) heads in \(values.columns) columns, \(table.pairs) pairs")
    let (rows, stride) = (Int64(values.rows), Int64(values.columns))
    // Reason: C takes pointers; the pairs are inside the heads and the positions inside the table.
    unsafe layers_rotate(
      &values.values, Int64(headSize - 2 * table.pairs), rows, stride, Int64(heads),
      Int64(headSize), Int64(table.pairs), table.cosines, table.sines, Int64(table.length),
      backward ? -1 : 1)
  }
}
