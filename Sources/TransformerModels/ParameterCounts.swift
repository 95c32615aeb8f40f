/// How many weights a model has and how many of them one token meets, part by part.
public struct ParameterCounts: Hashable, Sendable {
  /// The parts of a model, in the order in which a token meets them.
  public enum Component: String, CaseIterable, Hashable, Sendable {
    case embedding
    /// Projections and their biases.
    case attention
    case denseMLP
    case gates
    case sharedExperts
    case routedExperts
    /// All norms: two a layer, those inside latent attention, and the final one.
    case norms
    /// The output head; no weights of its own where it is tied to the embedding.
    case head
  }

  /// Weights of one component.
  public struct Count: Hashable, Sendable {
    public var component: Component
    public var total: Int
    /// Those that one token meets.
    public var active: Int
  }

  /// Of the main model, multi-token prediction not counted; one for every component.
  public let components: [Count]
  /// Weights that the multi-token-prediction modules add: their layers, projections and norms.
  ///
  /// Embedding and head are the main model's.
  public let multiTokenPrediction: Int
  /// Weights that one token meets in the modules, as README_WEIGHTS of DeepSeek-V3 counts them.
  ///
  /// The shared embedding and head are included; 0 without modules.
  public let activeMultiTokenPrediction: Int

  /// Counts from shapes; biases that only balance the load of experts are no weights here.
  ///
  /// - Parameter model: What is counted.
  /// - Complexity: O(layers)
  /// - Source: README_WEIGHTS of deepseek-ai/DeepSeek-V3 for what belongs to which part.
  public init(_ model: Architecture) {
    let layers = (0..<model.layers).map { LayerParameters(model, layer: $0) }
    let head = model.tiedEmbedding ? 0 : model.embeddingParameters
    let sum = { (part: KeyPath<LayerParameters, Int>) in
      layers.reduce(0) { $0 + $1[keyPath: part] }
    }
    components = Component.allCases.map { component in
      let total =
        switch component {
        case .embedding: model.embeddingParameters + model.positionParameters
        case .attention: sum(\.attention)
        case .denseMLP: sum(\.denseMLP)
        case .gates: sum(\.gate)
        case .sharedExperts: sum(\.sharedExperts)
        case .routedExperts: sum(\.routedExperts)
        case .norms: sum(\.norms) + model.normParameters
        case .head: head
        }
      let active = component == .routedExperts ? sum(\.activeExperts) : total
      return Count(component: component, total: total, active: active)
    }
    let modules = (0..<model.multiTokenPredictionModules).map {
      LayerParameters(model, layer: model.layers + $0)
    }
    multiTokenPrediction = modules.reduce(0) { $0 + $1.total + model.projectionParameters }
    activeMultiTokenPrediction =
      modules.reduce(0) { $0 + $1.active + model.projectionParameters }
      + (modules.isEmpty ? 0 : model.embeddingParameters + head)
  }

  /// All weights of the main model.
  public var total: Int { components.reduce(0) { $0 + $1.total } }

  /// Weights that one token meets in the main model, embedding and head included.
  public var active: Int { components.reduce(0) { $0 + $1.active } }

  /// ``active`` without the embedding, which multiplies nothing.
  ///
  /// Where the head is tied to the embedding, the weights of both stay counted once.
  public var activeWithoutEmbedding: Int {
    let tied = self[.head].total == 0
    return active - (tied ? 0 : self[.embedding].active)
  }

  /// The weights of one component; zeros where the model has none.
  public subscript(component: Component) -> Count {
    components.first { $0.component == component }
      ?? Count(component: component, total: 0, active: 0)
  }
}
