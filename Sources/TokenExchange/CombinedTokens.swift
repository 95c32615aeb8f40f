/// What a combine gave back to the owner of the tokens.
public struct CombinedTokens<Payload: CombinedPayload>: Sendable {
  /// `[tokens, hidden]`: for each token the sum of what its ranks gave; zeros for a token without any.
  public let rows: [Payload]
  /// `[tokens, k]`: for each selection what the rank of its expert gave, 0 for no selection; nil when
  /// no weights were given.
  public let weights: [Float]?
}
