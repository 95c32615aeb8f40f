/// What a decoder-only transformer is made of, as far as its cost depends on it.
public struct Architecture: Hashable, Sendable {
  /// How attention makes and keeps its keys and values.
  public enum Attention: Hashable, Sendable {
    /// Multi-head (`keyValueHeads == heads`), grouped-query, or multi-query (`keyValueHeads == 1`).
    case grouped(heads: Int, keyValueHeads: Int, headSize: Int, queryKeyValueBias: Bool)
    /// Multi-head latent attention with decoupled RoPE. `queryRank` is nil where queries are not
    /// compressed.
    case latent(
      heads: Int, queryRank: Int?, keyValueRank: Int, noPositionSize: Int, ropeSize: Int,
      valueSize: Int)
  }

  /// The sparse layers of a mixture-of-experts model.
  public struct Experts: Hashable, Sendable {
    /// Experts per layer that the gate chooses from.
    public var routed: Int
    /// Experts per layer that see every token.
    public var shared: Int
    /// Routed experts per token.
    public var active: Int
    /// Width of one expert.
    public var intermediateSize: Int
    /// Groups that the gate chooses among first, and how many of them it keeps; 1 and 1 without.
    public var groups: Int
    public var keptGroups: Int
    /// Leading layers that are dense.
    public var firstDenseLayers: Int
    /// After those, every `layerFrequency`-th layer has experts.
    public var layerFrequency: Int

    public init(
      routed: Int, shared: Int, active: Int, intermediateSize: Int, groups: Int = 1,
      keptGroups: Int = 1, firstDenseLayers: Int = 0, layerFrequency: Int = 1
    ) {
      self.routed = routed
      self.shared = shared
      self.active = active
      self.intermediateSize = intermediateSize
      self.groups = groups
      self.keptGroups = keptGroups
      self.firstDenseLayers = firstDenseLayers
      self.layerFrequency = layerFrequency
    }
  }

  /// The `model_type` of the configuration, such as `deepseek_v3` or `llama`.
  public var family: String
  /// For people: the file's name without its ending.
  public var name: String
  public var vocabularySize: Int
  public var hiddenSize: Int
  public var layers: Int
  public var attention: Attention
  /// Width of the dense layers' MLP.
  public var denseIntermediateSize: Int
  public var experts: Experts?
  /// Multi-token-prediction modules behind the last layer.
  public var multiTokenPredictionModules: Int
  /// Whether the output head is the embedding transposed.
  public var tiedEmbedding: Bool
  /// Whether MLPs are SwiGLUs, of three matrices; otherwise of two with a GELU between them.
  public var gatedMLP: Bool
  /// Whether every linear layer and norm has a bias, as in GPT-2; those of queries, keys and values
  /// stand with ``attention``.
  public var learnedBiases: Bool
  /// Positions that have a learned vector added to the embedding; 0 where positions are rotations.
  public var learnedPositions: Int

  public init(
    family: String, name: String, vocabularySize: Int, hiddenSize: Int, layers: Int,
    attention: Attention, denseIntermediateSize: Int, experts: Experts?,
    multiTokenPredictionModules: Int, tiedEmbedding: Bool, gatedMLP: Bool = true,
    learnedBiases: Bool = false, learnedPositions: Int = 0
  ) {
    self.family = family
    self.name = name
    self.vocabularySize = vocabularySize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.attention = attention
    self.denseIntermediateSize = denseIntermediateSize
    self.experts = experts
    self.multiTokenPredictionModules = multiTokenPredictionModules
    self.tiedEmbedding = tiedEmbedding
    self.gatedMLP = gatedMLP
    self.learnedBiases = learnedBiases
    self.learnedPositions = learnedPositions
  }

  /// Whether layer `layer` (0 the first) routes tokens to experts.
  public func hasExperts(layer: Int) -> Bool {
    guard let experts else { return false }
    return layer >= experts.firstDenseLayers && layer.isMultiple(of: experts.layerFrequency)
  }
}
