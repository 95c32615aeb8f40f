import ClusterModels
import TransformerModels

/// Widths of one layer's attention on one GPU, heads divided over the tensor-parallel group.
///
/// Compressed widths are not divided: every GPU of the group keeps the latent vectors whole.
struct AttentionShape: Hashable, Sendable {
  var heads: Int
  /// Elements of one head's query and key, the rotated ones included.
  var queryKeySize: Int
  var valueSize: Int
  /// Elements of one token: all heads' queries, the keys and values of all key-value heads.
  var queryWidth: Int
  var keyWidth: Int
  var valueWidth: Int
  /// Elements that RoPE rotates: in the queries, and in the keys before they are broadcast to heads.
  var rotatedQueryWidth: Int
  var rotatedKeyWidth: Int
  /// Elements of the latent vectors that carry a norm of their own; 0 without compression.
  var latentWidth: Int
  /// Elements that the down-projections put out and the backward pass starts from; 0 without.
  var compressedWidth: Int
  var compressesQueries: Bool
  /// In the order in which a token meets them; the last is the output projection.
  var projections: [LinearShape]

  init(_ model: Architecture, tensor: Int) {
    let hidden = model.hiddenSize
    switch model.attention {
    case .grouped(let allHeads, let keyValueHeads, let headSize, _):
      heads = allHeads / tensor
      queryKeySize = headSize
      valueSize = headSize
      queryWidth = heads * headSize
      keyWidth = max(1, keyValueHeads / tensor) * headSize
      valueWidth = keyWidth
      rotatedQueryWidth = model.learnedPositions > 0 ? 0 : queryWidth
      rotatedKeyWidth = model.learnedPositions > 0 ? 0 : keyWidth
      latentWidth = 0
      compressedWidth = 0
      compressesQueries = false
      projections = [
        LinearShape(inputs: hidden, outputs: queryWidth + keyWidth + valueWidth),
        LinearShape(inputs: queryWidth, outputs: hidden),
      ]
    case .latent(
      let allHeads, let queryRank, let keyValueRank, let noPositionSize, let ropeSize, let size):
      heads = allHeads / tensor
      queryKeySize = noPositionSize + ropeSize
      valueSize = size
      queryWidth = heads * queryKeySize
      keyWidth = queryWidth
      valueWidth = heads * size
      rotatedQueryWidth = heads * ropeSize
      rotatedKeyWidth = ropeSize
      latentWidth = (queryRank ?? 0) + keyValueRank
      compressedWidth = latentWidth + ropeSize
      compressesQueries = queryRank != nil
      let down = queryRank.map { [LinearShape(inputs: hidden, outputs: $0)] } ?? []
      let up = LinearShape(
        inputs: queryRank ?? hidden, outputs: queryWidth, isUpProjection: compressesQueries)
      projections =
        down + [
          up,
          LinearShape(inputs: hidden, outputs: keyValueRank + ropeSize),
          LinearShape(
            inputs: keyValueRank, outputs: heads * (noPositionSize + size), isUpProjection: true),
          LinearShape(inputs: heads * size, outputs: hidden),
        ]
    }
  }

  /// Elements of one token that are not compressed and must be put together from parts before the
  /// attention core can read them: the keys of latent attention.
  var assembledKeyWidth: Int { compressedWidth > 0 ? keyWidth : 0 }

  /// Causal FLOPs of the core for one sequence, forward: half of the square of scores and values.
  ///
  /// - Source: DeepSeek-V3 training trace (deepseek-ai/profile-data, train.json): 1,237 us are
  ///   556 TFLOP/s by this count.
  func coreForwardFlops(sequenceLength: Int) -> Double {
    let square = Double(sequenceLength) * Double(sequenceLength)
    return Double(heads * (queryKeySize + valueSize)) * square
  }

  /// Causal FLOPs of the core for one sequence, backward: scores again, then the gradients of
  /// probabilities, values, queries and keys; 2.5 times the forward where the sizes are equal.
  ///
  /// - Source: Dao 2023, arXiv:2307.08691, section 4.1, with unequal head sizes.
  func coreBackwardFlops(sequenceLength: Int) -> Double {
    let square = Double(sequenceLength) * Double(sequenceLength)
    return Double(heads * (3 * queryKeySize + 2 * valueSize)) * square
  }
}
