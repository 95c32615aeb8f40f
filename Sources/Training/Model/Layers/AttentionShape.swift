internal import TransformerModels

/// The sizes of multi-head latent attention.
struct AttentionShape: Hashable, Sendable {
  let heads: Int
  /// Size of the compressed queries; nil where queries are not compressed.
  let queryRank: Int?
  /// Size of the compressed keys and values.
  let keyValueRank: Int
  /// Of a head's query and key, the part that is the same at every position.
  let noPositionSize: Int
  /// The part that is rotated by the position; its keys are the same for all heads.
  let ropeSize: Int
  let valueSize: Int

  /// Size of a head's query and key.
  var querySize: Int { noPositionSize + ropeSize }
  /// Size of what a head makes from the compressed keys and values.
  var keyValueSize: Int { noPositionSize + valueSize }
  /// Multiplies the scores.
  var scale: Float { 1 / Float(querySize).squareRoot() }

  /// - Throws: `TrainingError` with code `unsupportedModel` for another kind of attention, and for an
  ///   odd number of rotated elements.
  init(_ attention: Architecture.Attention) throws(TrainingError) {
    guard
      case .latent(
        let heads, let queryRank, let keyValueRank, let noPositionSize, let ropeSize,
        let valueSize) = attention
    else {
      throw TrainingError(
        code: .unsupportedModel, detail: "\(attention); latent attention is accepted")
    }
    guard ropeSize.isMultiple(of: 2) else {
      throw TrainingError(
        code: .unsupportedModel,
        detail: "\(ropeSize) rotated elements (qk_rope_head_dim); pairs of two are accepted")
    }
    self.heads = heads
    self.queryRank = queryRank
    self.keyValueRank = keyValueRank
    self.noPositionSize = noPositionSize
    self.ropeSize = ropeSize
    self.valueSize = valueSize
  }
}
