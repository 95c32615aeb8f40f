/// Text that a model continued, and what that took.
public struct GeneratedText: Hashable, Sendable {
  public let prompt: [Int32]
  /// Behind the prompt.
  public let tokens: [Int32]
  public let form: AttentionForm
  /// Tokens in the cache at the end: all but the last one, which nothing read.
  public let cachedTokens: Int
  /// What the cache kept for them, in FP32.
  public let cacheBytes: Int
  /// Until the first token was there.
  public let promptSeconds: Double
  /// From the first token to the last.
  public let seconds: Double

  /// Tokens behind the first in a second; 0 where there is only one.
  public var tokensPerSecond: Double { seconds > 0 ? Double(tokens.count - 1) / seconds : 0 }

  /// The place of the first token that another text does not have; nil where all are the same.
  public func firstDifference(from other: GeneratedText) -> Int? {
    guard tokens != other.tokens else { return nil }
    return zip(tokens, other.tokens).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(tokens.count, other.tokens.count)
  }
}
