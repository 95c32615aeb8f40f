internal import LinearAlgebra

extension LatentAttention {
  /// What a forward leaves for the backward.
  struct Kept {
    let latents: Latents
    /// Nil where norms are computed again.
    let inputs: UpInputs?
    /// Nil where up-projections are computed again.
    let projected: UpProjected?
    /// What attention gave, `[tokens, heads · valueSize]`.
    let attended: Matrix
    let logarithms: [Float]
    /// As the linear layer behind attention keeps it.
    let outputInput: LinearInput
  }

  /// Attends.
  ///
  /// - Parameters:
  ///   - input: `[tokens, hidden]`
  ///   - context: Of the microbatch.
  /// - Returns: `[tokens, hidden]`, and what the backward needs.
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func forward(
    _ input: LinearInput, _ context: MicrobatchContext
  ) throws(TrainingError) -> (Matrix, Kept) {
    let (latents, inputs) = try compress(input, table: context.table)
    let projected = try project(inputs, table: context.table)
    let result = try core(context).forward(
      queries: projected.queries,
      keys: LayerKernels.joinedKeys(
        projected.keyValues, shared: latents.sharedKeys, shape: shape),
      keyValues: projected.keyValues)
    var (attended, outputInput) = (result.output, try output.input(result.output))
    let y = try output.forward(outputInput)
    if case .fp8(let recipe) = arithmetic.precision, recipe.keepsAttentionOutputInE5M6 {
      attended = attended.roundedToE5M6()
      outputInput = .whole(attended)
    }
    return (
      y,
      Kept(
        latents: latents, inputs: recomputation.contains(.norms) ? nil : inputs,
        projected: recomputation.contains(.latentUpProjections) ? nil : projected,
        attended: attended, logarithms: result.logarithms, outputInput: outputInput)
    )
  }

  /// Carries a gradient back.
  ///
  /// - Parameters:
  ///   - dy: `[tokens, hidden]`
  ///   - input: As the forward took it.
  ///   - kept: Of the forward.
  ///   - context: Of the microbatch.
  ///   - work: Gets what is left to do for the weights.
  /// - Returns: `[tokens, hidden]`, the gradient of the input.
  /// - Throws: `TrainingError` with code `notFinite` or `productFailed`.
  func backward(
    _ dy: Matrix, input: LinearInput, kept: Kept, _ context: MicrobatchContext,
    work: inout [WeightWork]
  ) throws(TrainingError) -> Matrix {
    let dy = try output.gradient(dy)
    work.append(.linear(output, gradient: dy, input: kept.outputInput, groups: nil))
    let inputs = if let inputs = kept.inputs { inputs } else { try upInputs(kept.latents, input) }
    let projected = if let projected = kept.projected { projected } else {
      try project(inputs, table: context.table)
    }
    var gradients = try core(context).backward(
      output.inputGradient(dy),
      kept: .init(
        queries: projected.queries,
        keys: LayerKernels.joinedKeys(
          projected.keyValues, shared: kept.latents.sharedKeys, shape: shape),
        keyValues: projected.keyValues, output: kept.attended, logarithms: kept.logarithms))
    var dshared = LayerKernels.splitKeys(gradients.keys, into: &gradients.keyValues, shape: shape)
    LayerKernels.rotate(&dshared, heads: 1, table: context.table, backward: true)
    LayerKernels.rotate(
      &gradients.queries, heads: shape.heads, table: context.table, backward: true)
    arithmetic.round(&gradients.keyValues)
    arithmetic.round(&gradients.queries)
    let dkeyValues = try keyValueUp.gradient(gradients.keyValues)
    work.append(.linear(keyValueUp, gradient: dkeyValues, input: inputs.keyValue, groups: nil))
    let dlatents = keyValueNorm.inputGradient(
      try keyValueUp.inputGradient(dkeyValues), x: kept.latents.keyValue.values,
      scales: kept.latents.keyValue.scales, work: &work)
    var dboth = LayerKernels.joined(dlatents, dshared)
    arithmetic.round(&dboth)
    dboth = try keyValueDown.gradient(dboth)
    work.append(.linear(keyValueDown, gradient: dboth, input: input, groups: nil))
    var dx = Matrix(rows: dy.rows, columns: keyValueDown.inputs)
    try keyValueDown.addInputGradient(dboth, to: &dx)
    try addQueryGradient(
      gradients.queries, input: input, inputs: inputs, kept: kept, to: &dx, work: &work)
    arithmetic.round(&dx)
    return dx
  }

  private func addQueryGradient(
    _ gradient: Matrix, input: LinearInput, inputs: UpInputs, kept: Kept, to dx: inout Matrix,
    work: inout [WeightWork]
  ) throws(TrainingError) {
    let dqueries = try queryUp.gradient(gradient)
    work.append(.linear(queryUp, gradient: dqueries, input: inputs.query, groups: nil))
    guard let compressedQuery, let latent = kept.latents.query else {
      return try queryUp.addInputGradient(dqueries, to: &dx)
    }
    let dlatent = try compressedQuery.down.gradient(
      compressedQuery.norm.inputGradient(
        try queryUp.inputGradient(dqueries), x: latent.values, scales: latent.scales, work: &work))
    work.append(.linear(compressedQuery.down, gradient: dlatent, input: input, groups: nil))
    try compressedQuery.down.addInputGradient(dlatent, to: &dx)
  }

  /// The inputs of the up-projections again.
  private func upInputs(
    _ latents: Latents, _ input: LinearInput
  ) throws(TrainingError) -> UpInputs {
    var queryInput = input
    if let compressedQuery, let query = latents.query {
      queryInput = try queryUp.input(
        compressedQuery.norm.again(query.values, scales: query.scales))
    }
    return UpInputs(
      query: queryInput,
      keyValue: try keyValueUp.input(
        keyValueNorm.again(latents.keyValue.values, scales: latents.keyValue.scales)))
  }

  private func core(_ context: MicrobatchContext) -> CausalAttention {
    CausalAttention(
      shape: shape, arithmetic: arithmetic, sequences: context.sequences, length: context.length)
  }
}
