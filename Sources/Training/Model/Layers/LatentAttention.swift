internal import LinearAlgebra
internal import TransformerModels

/// Multi-head latent attention: queries, keys and values are made from small vectors, and a rotated
/// part of the keys, the same for all heads, carries the position.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.1.1; DeepSeek-V3, inference/model.py, class MLA.
final class LatentAttention {
  /// Queries through a small vector.
  struct CompressedQuery {
    let down: Linear
    let norm: RMSNorm
  }

  let shape: AttentionShape
  let arithmetic: Arithmetic
  let recomputation: Recomputation
  /// Nil where queries are not compressed.
  let compressedQuery: CompressedQuery?
  /// Makes the queries.
  let queryUp: Linear
  /// Makes the compressed keys and values, and behind them the shared keys.
  let keyValueDown: Linear
  let keyValueNorm: RMSNorm
  /// Makes each head's own keys and its values.
  let keyValueUp: Linear
  let output: Linear

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - prefix: Of their names, up to `self_attn.`.
  /// - Throws: `TrainingError` as ``AttentionShape`` and ``Linear`` do.
  init(_ model: ModelParts, prefix: String) throws(TrainingError) {
    let shape = try AttentionShape(model.architecture.attention)
    let hidden = model.architecture.hiddenSize
    if let rank = shape.queryRank {
      compressedQuery = CompressedQuery(
        down: try model.linear(prefix + "q_a_proj.weight", outputs: rank, inputs: hidden),
        norm: model.norm(prefix + "q_a_layernorm.weight", size: rank))
    } else {
      compressedQuery = nil
    }
    queryUp = try model.linear(
      prefix + (shape.queryRank == nil ? "q_proj.weight" : "q_b_proj.weight"),
      outputs: shape.heads * shape.querySize, inputs: shape.queryRank ?? hidden)
    keyValueDown = try model.linear(
      prefix + "kv_a_proj_with_mqa.weight", outputs: shape.keyValueRank + shape.ropeSize,
      inputs: hidden)
    keyValueNorm = model.norm(prefix + "kv_a_layernorm.weight", size: shape.keyValueRank)
    keyValueUp = try model.linear(
      prefix + "kv_b_proj.weight", outputs: shape.heads * shape.keyValueSize,
      inputs: shape.keyValueRank)
    output = try model.linear(
      prefix + "o_proj.weight", outputs: hidden, inputs: shape.heads * shape.valueSize)
    self.shape = shape
    arithmetic = model.arithmetic
    recomputation = model.recomputation
  }

  /// What a token becomes before its heads: all that a backward, or a cache, needs of it.
  struct Latents {
    /// `[tokens, queryRank]`, before the norm, and the norm's factors; nil where not compressed.
    var query: (values: Matrix, scales: [Float])?
    /// `[tokens, keyValueRank]`, before the norm, and the norm's factors.
    var keyValue: (values: Matrix, scales: [Float])
    /// `[tokens, ropeSize]`, rotated.
    var sharedKeys: Matrix
  }

  /// The inputs of the up-projections.
  struct UpInputs {
    let query: LinearInput
    let keyValue: LinearInput
  }

  /// What the up-projections make.
  struct UpProjected {
    /// `[tokens, heads · querySize]`, rotated.
    let queries: Matrix
    /// `[tokens, heads · keyValueSize]`
    let keyValues: Matrix
  }

  /// Compresses tokens.
  ///
  /// - Parameters:
  ///   - input: `[tokens, hidden]`
  ///   - table: Of the tokens' positions.
  /// - Returns: The latents, and the inputs of the up-projections.
  func compress(
    _ input: LinearInput, table: RotaryTable
  ) throws(TrainingError) -> (Latents, UpInputs) {
    var query: (values: Matrix, scales: [Float])?
    var queryInput = input
    if let compressedQuery {
      let values = try compressedQuery.down.forward(input)
      let (normed, scales) = compressedQuery.norm.forward(values)
      query = (values, scales)
      queryInput = try queryUp.input(normed)
    }
    let both = try keyValueDown.forward(input)
    let rank = shape.keyValueRank
    let values = LayerKernels.columns(0..<rank, of: both)
    let (normed, scales) = keyValueNorm.forward(values)
    var sharedKeys = LayerKernels.columns(rank..<rank + shape.ropeSize, of: both)
    LayerKernels.rotate(&sharedKeys, heads: 1, table: table)
    arithmetic.round(&sharedKeys)
    return (
      Latents(query: query, keyValue: (values, scales), sharedKeys: sharedKeys),
      UpInputs(query: queryInput, keyValue: try keyValueUp.input(normed))
    )
  }

  /// Makes queries, keys and values.
  func project(_ inputs: UpInputs, table: RotaryTable) throws(TrainingError) -> UpProjected {
    var queries = try queryUp.forward(inputs.query)
    LayerKernels.rotate(&queries, heads: shape.heads, table: table)
    arithmetic.round(&queries)
    return UpProjected(queries: queries, keyValues: try keyValueUp.forward(inputs.keyValue))
  }
}
