internal import LinearAlgebra

/// Softmax attention of each token to those before it and to itself, head by head.
///
/// Scores are computed for a block of queries at a time and are not kept; the backward computes them
/// again and makes probabilities of them with the logarithm of each row's sum.
///
/// - Source: Dao 2023, arXiv:2307.08691, for what is kept.
struct CausalAttention {
  /// Queries of a block.
  static let blockRows = 128

  let shape: AttentionShape
  let arithmetic: Arithmetic
  let sequences: Int
  let length: Int

  /// One block of queries of one head of one sequence.
  struct Block {
    let queryRows: Range<Int>
    /// Keys and values that the last query sees.
    let keyRows: Range<Int>
    let queryColumns: Range<Int>
    let valueColumns: Range<Int>
    let outputColumns: Range<Int>
    let scores: LayerKernels.ScoreBlock
    /// Rows of the scratch memory.
    var rows: Range<Int> { 0..<queryRows.count }
    /// Columns of the scratch memory.
    var columns: Range<Int> { 0..<keyRows.count }
  }

  /// All blocks, by sequence, head, and position.
  var blocks: [Block] {
    var blocks: [Block] = []
    for pair in 0..<sequences * shape.heads {
      let (sequence, head) = pair.quotientAndRemainder(dividingBy: shape.heads)
      let start = sequence * length
      for first in stride(from: 0, to: length, by: Self.blockRows) {
        let end = min(first + Self.blockRows, length)
        let valueStart = head * shape.keyValueSize + shape.noPositionSize
        blocks.append(
          Block(
            queryRows: start + first..<start + end, keyRows: start..<start + end,
            queryColumns: head * shape.querySize..<(head + 1) * shape.querySize,
            valueColumns: valueStart..<valueStart + shape.valueSize,
            outputColumns: head * shape.valueSize..<(head + 1) * shape.valueSize,
            scores: .init(
              rows: end - first, width: end, first: first, scale: shape.scale,
              place: pair * length + first)))
      }
    }
    return blocks
  }

  /// Attends.
  ///
  /// - Parameters:
  ///   - queries: `[tokens, heads · querySize]`
  ///   - keys: `[tokens, heads · querySize]`
  ///   - keyValues: `[tokens, heads · keyValueSize]`, of which the values are read.
  /// - Returns: `[tokens, heads · valueSize]`, and `[sequences · heads · length]` logarithms.
  /// - Throws: `TrainingError` with code `productFailed`.
  func forward(
    queries: Matrix, keys: Matrix, keyValues: Matrix
  ) throws(TrainingError) -> (output: Matrix, logarithms: [Float]) {
    var output = Matrix(rows: queries.rows, columns: shape.heads * shape.valueSize)
    var logarithms = [Float](repeating: 0, count: queries.rows * shape.heads)
    var scores = scratch
    for block in blocks {
      try score(block, queries, keys, into: &scores)
      LayerKernels.softmax(&scores, block.scores, logarithms: &logarithms)
      arithmetic.round(&scores)
      try arithmetic.multiply(
        FactorPart(scores, rows: block.rows, columns: block.columns),
        FactorPart(keyValues, rows: block.keyRows, columns: block.valueColumns), into: &output,
        rows: block.queryRows, columns: block.outputColumns)
    }
    arithmetic.round(&output)
    return (output, logarithms)
  }

  /// Room for the scores of a block.
  var scratch: Matrix { Matrix(rows: min(Self.blockRows, length), columns: length) }

  /// Multiplies a block's queries and keys.
  func score(
    _ block: Block, _ queries: Matrix, _ keys: Matrix, into scores: inout Matrix
  ) throws(TrainingError) {
    try arithmetic.multiply(
      FactorPart(queries, rows: block.queryRows, columns: block.queryColumns),
      FactorPart(keys, rows: block.keyRows, columns: block.queryColumns, transposed: true),
      into: &scores, rows: block.rows, columns: block.columns)
  }
}
