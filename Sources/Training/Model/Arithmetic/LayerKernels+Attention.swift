internal import CTrainingKernels
internal import LinearAlgebra

extension LayerKernels {
  /// A block of attention scores in scratch memory: queries of one head against keys from 0 on.
  struct ScoreBlock {
    /// Queries of the block.
    let rows: Int
    /// Keys that the last query sees.
    let width: Int
    /// Position of the first query.
    let first: Int
    /// Multiplies the scores.
    let scale: Float
    /// Where the block's first row stands among the numbers that are kept for each row.
    let place: Int
  }

  /// Turns scores into probabilities, in place, and keeps the logarithm of each row's sum.
  static func softmax(_ scores: inout Matrix, _ block: ScoreBlock, logarithms: inout [Float]) {
    require(block, scores, logarithms.count)
    let stride = Int64(scores.columns)
    // Reason: C takes pointers; the block is inside the scratch memory and the kept numbers.
    unsafe layers_softmax(
      &scores.values, stride, Int64(block.rows), Int64(block.width), Int64(block.first),
      block.scale, &logarithms, Int64(block.place))
  }

  /// Turns scores into the probabilities of earlier, in place.
  static func softmaxAgain(_ scores: inout Matrix, _ block: ScoreBlock, logarithms: [Float]) {
    require(block, scores, logarithms.count)
    let stride = Int64(scores.columns)
    // Reason: C takes pointers; the block is inside the scratch memory and the kept numbers.
    unsafe layers_softmax_again(
      &scores.values, stride, Int64(block.rows), Int64(block.width), Int64(block.first),
      block.scale, logarithms, Int64(block.place))
  }

  /// Turns gradients of probabilities into those of scores, in place.
  static func softmaxGradient(
    _ gradients: inout Matrix, probabilities: Matrix, _ block: ScoreBlock, means: [Float]
  ) {
    requireEqual(gradients, probabilities)
    require(block, gradients, means.count)
    let stride = Int64(gradients.columns)
    // Reason: C takes pointers; the block is inside the scratch memory and the kept numbers.
    unsafe layers_softmax_gradient(
      probabilities.values, means, Int64(block.place), stride, Int64(block.rows),
      Int64(block.width), block.scale, &gradients.values)
  }

  /// Sums of products of two matrices' numbers in some columns, one for each of some rows.
  static func rowProducts(
    _ a: Matrix, _ b: Matrix, rows: Range<Int>, columns: Range<Int>, into sums: inout [Float],
    at place: Int
  ) {
    requireEqual(a, b)
    precondition(
      rows.upperBound <= a.rows && columns.upperBound <= a.columns
        && place + rows.count <= sums.count,
      "rows \(rows), columns \(columns) of \(a.rows) x \(a.columns) to \(place) of \(sums.count)")
    // Reason: C takes pointers; the rectangle is inside the matrices.
    unsafe layers_row_products(
      a.values, b.values, Int64(rows.lowerBound * a.columns + columns.lowerBound),
      Int64(a.columns), Int64(rows.count), Int64(columns.count), &sums, Int64(place))
  }

  /// The keys of all heads, `[rows, heads · (own + shared)]`.
  static func joinedKeys(_ kv: Matrix, shared: Matrix, shape: AttentionShape) -> Matrix {
    precondition(
      kv.columns == shape.heads * shape.keyValueSize && shared.columns == shape.ropeSize
        && kv.rows == shared.rows, "\(kv.rows) x \(kv.columns), \(shared.rows) x \(shared.columns)")
    var keys = Matrix(rows: kv.rows, columns: shape.heads * shape.querySize)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_join_keys(
      kv.values, Int64(shape.keyValueSize), shared.values, Int64(kv.rows), Int64(shape.heads),
      Int64(shape.noPositionSize), Int64(shape.ropeSize), &keys.values)
    return keys
  }

  /// Takes gradients of keys apart: the heads' own are written into `dkv`.
  ///
  /// - Returns: The gradient of the shared part, `[rows, ropeSize]`.
  static func splitKeys(_ dkeys: Matrix, into dkv: inout Matrix, shape: AttentionShape) -> Matrix {
    precondition(
      dkv.columns == shape.heads * shape.keyValueSize
        && dkeys.columns == shape.heads * shape.querySize && dkv.rows == dkeys.rows,
      "\(dkeys.rows) x \(dkeys.columns), \(dkv.rows) x \(dkv.columns)")
    var shared = Matrix(rows: dkeys.rows, columns: shape.ropeSize)
    // Reason: C takes pointers; the shapes agree.
    unsafe layers_split_keys(
      dkeys.values, Int64(shape.keyValueSize), Int64(dkeys.rows), Int64(shape.heads),
      Int64(shape.noPositionSize), Int64(shape.ropeSize), &dkv.values, &shared.values)
    return shared
  }

  private static func require(_ block: ScoreBlock, _ scores: Matrix, _ kept: Int) {
    precondition(
      block.rows <= scores.rows && block.width <= scores.columns && block.first >= 0
        && block.place >= 0 && block.place + block.rows <= kept,
      "\(block.rows) x \(block.width) of \(scores.rows) x \(scores.columns), "
        + "rows \(block.place) on of \(kept)")
  }
}
