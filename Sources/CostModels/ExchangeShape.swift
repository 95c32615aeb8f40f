public import TransformerModels

/// One expert all-to-all as a benchmark runs it: balanced, experts ranked at random.
public struct ExchangeShape: Hashable, Sendable {
  /// Expert-parallel ranks.
  public var ranks: Int
  public var ranksPerNode: Int
  /// Of each rank.
  public var tokens: Int
  public var hiddenSize: Int
  public var experts: Architecture.Experts

  public init(
    ranks: Int, ranksPerNode: Int, tokens: Int, hiddenSize: Int, experts: Architecture.Experts
  ) {
    self.ranks = ranks
    self.ranksPerNode = ranksPerNode
    self.tokens = tokens
    self.hiddenSize = hiddenSize
    self.experts = experts
  }

  var nodes: Int { max(1, ranks / ranksPerNode) }

  /// What each rank sends, dispatch in FP8 with scales and combine in BF16.
  func traffic(_ exchange: ExpertExchange) -> ExchangeTraffic {
    ExchangeTraffic(
      bytes: Double(tokens * hiddenSize) * exchange.bytesPerElement(.fp8),
      spread: RoutingSpread(experts, ranks: ranks, nodes: nodes), nodes: nodes)
  }
}
