internal import LinearAlgebra

/// What the tokens so far left for later ones to attend to, in one layer: a compressed vector and a
/// rotated key each.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.1.1.
struct LatentCache {
  /// Tokens so far.
  private(set) var count = 0
  /// `[capacity, keyValueRank]`, normed.
  private(set) var latents: Matrix
  /// `[capacity, ropeSize]`, rotated.
  private(set) var sharedKeys: Matrix

  init(shape: AttentionShape, capacity: Int) {
    latents = Matrix(rows: capacity, columns: shape.keyValueRank)
    sharedKeys = Matrix(rows: capacity, columns: shape.ropeSize)
  }

  /// Numbers kept for each token.
  var valuesPerToken: Int { latents.columns + sharedKeys.columns }

  /// Adds tokens.
  ///
  /// - Parameters:
  ///   - newLatents: `[tokens, keyValueRank]`
  ///   - newKeys: `[tokens, ropeSize]`
  mutating func append(latents newLatents: Matrix, sharedKeys newKeys: Matrix) {
    LayerKernels.copyRows(newLatents, to: &latents, at: count)
    LayerKernels.copyRows(newKeys, to: &sharedKeys, at: count)
    count += newLatents.rows
  }
}
