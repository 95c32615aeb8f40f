public import Quantities

/// What one token leaves behind for later tokens to attend to, under one kind of attention.
public struct KeyValueCache: Hashable, Sendable {
  /// The kinds of attention, by how they keep keys and values.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Multi-head latent attention: one compressed vector and one RoPE key a layer.
    case latent = "MLA"
    case groupedQuery = "GQA"
    case multiQuery = "MQA"
    case multiHead = "MHA"
  }

  public let kind: Kind
  /// Values kept per layer and token.
  public let valuesPerLayer: Int
  /// In all layers of the main model.
  public let bytesPerToken: Bytes
}
