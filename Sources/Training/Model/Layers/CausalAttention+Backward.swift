internal import LinearAlgebra

extension CausalAttention {
  /// What went into the forward and came out of it.
  struct Kept {
    let queries: Matrix
    let keys: Matrix
    let keyValues: Matrix
    let output: Matrix
    let logarithms: [Float]
  }

  /// The gradients of what went in.
  struct Gradients {
    /// `[tokens, heads · querySize]`
    var queries: Matrix
    /// `[tokens, heads · querySize]`
    var keys: Matrix
    /// `[tokens, heads · keyValueSize]`, zeros where the keys' own parts are.
    var keyValues: Matrix
  }

  /// Carries a gradient back.
  ///
  /// - Parameters:
  ///   - doutput: `[tokens, heads · valueSize]`
  ///   - kept: Of the forward.
  /// - Throws: `TrainingError` with code `productFailed`.
  func backward(_ doutput: Matrix, kept: Kept) throws(TrainingError) -> Gradients {
    var gradients = Gradients(
      queries: Matrix(rows: kept.queries.rows, columns: kept.queries.columns),
      keys: Matrix(rows: kept.keys.rows, columns: kept.keys.columns),
      keyValues: Matrix(rows: kept.keyValues.rows, columns: kept.keyValues.columns))
    let means = means(doutput, kept.output)
    var (probabilities, dscores) = (scratch, scratch)
    for block in blocks {
      try score(block, kept.queries, kept.keys, into: &probabilities)
      LayerKernels.softmaxAgain(&probabilities, block.scores, logarithms: kept.logarithms)
      let dpart = FactorPart(doutput, rows: block.queryRows, columns: block.outputColumns)
      try arithmetic.multiply(
        dpart,
        FactorPart(
          kept.keyValues, rows: block.keyRows, columns: block.valueColumns, transposed: true),
        into: &dscores, rows: block.rows, columns: block.columns)
      LayerKernels.softmaxGradient(
        &dscores, probabilities: probabilities, block.scores, means: means)
      arithmetic.round(&probabilities)
      arithmetic.round(&dscores)
      try arithmetic.multiply(
        FactorPart(probabilities, rows: block.rows, columns: block.columns, transposed: true),
        dpart, into: &gradients.keyValues, rows: block.keyRows, columns: block.valueColumns,
        keeping: 1)
      try arithmetic.multiply(
        FactorPart(dscores, rows: block.rows, columns: block.columns),
        FactorPart(kept.keys, rows: block.keyRows, columns: block.queryColumns),
        into: &gradients.queries, rows: block.queryRows, columns: block.queryColumns)
      try arithmetic.multiply(
        FactorPart(dscores, rows: block.rows, columns: block.columns, transposed: true),
        FactorPart(kept.queries, rows: block.queryRows, columns: block.queryColumns),
        into: &gradients.keys, rows: block.keyRows, columns: block.queryColumns, keeping: 1)
    }
    return gradients
  }

  /// The mean of each row's probabilities' gradients by the probabilities: the products of the output
  /// and its gradient.
  private func means(_ doutput: Matrix, _ output: Matrix) -> [Float] {
    var means = [Float](repeating: 0, count: output.rows * shape.heads)
    for pair in 0..<sequences * shape.heads {
      let (sequence, head) = pair.quotientAndRemainder(dividingBy: shape.heads)
      LayerKernels.rowProducts(
        doutput, output, rows: sequence * length..<(sequence + 1) * length,
        columns: head * shape.valueSize..<(head + 1) * shape.valueSize, into: &means,
        at: pair * length)
    }
    return means
  }
}
