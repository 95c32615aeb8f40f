internal import LinearAlgebra

/// Attention of new tokens of one sequence to all tokens so far, by what a cache keeps of them.
struct CachedAttention {
  let attention: LatentAttention
  let form: AttentionForm

  private var shape: AttentionShape { attention.shape }

  /// Adds tokens to the cache and attends.
  ///
  /// - Parameters:
  ///   - x: `[tokens, hidden]`, normed.
  ///   - cache: Of the layer.
  ///   - table: Of the new tokens' positions.
  /// - Returns: `[tokens, hidden]`
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func attend(
    _ x: Matrix, cache: inout LatentCache, table: RotaryTable
  ) throws(TrainingError) -> Matrix {
    let (latents, inputs) = try attention.compress(attention.keyValueDown.input(x), table: table)
    let queries = try attention.queries(inputs.query, table: table)
    let first = cache.count
    cache.append(
      latents: attention.keyValueNorm.again(
        latents.keyValue.values, scales: latents.keyValue.scales),
      sharedKeys: latents.sharedKeys)
    var heads = Matrix(rows: x.rows, columns: shape.heads * shape.valueSize)
    switch form {
    case .expanded: try attendExpanded(queries, cache, first: first, into: &heads)
    case .absorbed: try attendAbsorbed(queries, cache, first: first, into: &heads)
    }
    attention.arithmetic.round(&heads)
    return try attention.output.forward(attention.output.input(heads))
  }

  /// Makes every head's keys and values of all tokens so far.
  private func attendExpanded(
    _ queries: Matrix, _ cache: LatentCache, first: Int, into heads: inout Matrix
  ) throws(TrainingError) {
    let arithmetic = attention.arithmetic
    let places = (0..<Int32(cache.count)).map { $0 }
    let keyValues = try attention.keyValueUp.forward(
      attention.keyValueUp.input(LayerKernels.gather(cache.latents, places: places)))
    let keys = LayerKernels.joinedKeys(
      keyValues, shared: LayerKernels.gather(cache.sharedKeys, places: places), shape: shape)
    var scores = Matrix(rows: queries.rows, columns: cache.count)
    for head in 0..<shape.heads {
      let columns = head * shape.querySize..<(head + 1) * shape.querySize
      try arithmetic.multiply(
        FactorPart(queries, columns: columns),
        FactorPart(keys, columns: columns, transposed: true), into: &scores)
      weigh(&scores, first: first)
      let values = head * shape.keyValueSize + shape.noPositionSize
      try arithmetic.multiply(
        FactorPart(scores),
        FactorPart(keyValues, columns: values..<values + shape.valueSize),
        into: &heads, columns: head * shape.valueSize..<(head + 1) * shape.valueSize)
    }
  }

  /// Takes the up-projections of keys into the queries, and those of values out of the sum: no head's
  /// keys and values are made.
  private func attendAbsorbed(
    _ queries: Matrix, _ cache: LatentCache, first: Int, into heads: inout Matrix
  ) throws(TrainingError) {
    let arithmetic = attention.arithmetic
    let up = try attention.keyValueUp.weight(0)
    let seen = 0..<cache.count
    var scores = Matrix(rows: queries.rows, columns: cache.count)
    var small = Matrix(rows: queries.rows, columns: shape.keyValueRank)
    for head in 0..<shape.heads {
      let start = head * shape.querySize
      let keyRows = head * shape.keyValueSize..<head * shape.keyValueSize + shape.noPositionSize
      try arithmetic.multiply(
        FactorPart(queries, columns: start..<start + shape.noPositionSize),
        FactorPart(up, rows: keyRows), into: &small)
      try arithmetic.multiply(
        FactorPart(small), FactorPart(cache.latents, rows: seen, transposed: true), into: &scores)
      try arithmetic.multiply(
        FactorPart(
          queries, columns: start + shape.noPositionSize..<start + shape.querySize),
        FactorPart(cache.sharedKeys, rows: seen, transposed: true), into: &scores, keeping: 1)
      weigh(&scores, first: first)
      try arithmetic.multiply(
        FactorPart(scores), FactorPart(cache.latents, rows: seen), into: &small)
      let valueRows = keyRows.upperBound..<keyRows.upperBound + shape.valueSize
      try arithmetic.multiply(
        FactorPart(small), FactorPart(up, rows: valueRows, transposed: true), into: &heads,
        columns: head * shape.valueSize..<(head + 1) * shape.valueSize)
    }
  }

  /// Turns scores into probabilities.
  private func weigh(_ scores: inout Matrix, first: Int) {
    var logarithms = [Float](repeating: 0, count: scores.rows)
    let block = LayerKernels.ScoreBlock(
      rows: scores.rows, width: scores.columns, first: first, scale: shape.scale, place: 0)
    LayerKernels.softmax(&scores, block, logarithms: &logarithms)
    attention.arithmetic.round(&scores)
  }
}
