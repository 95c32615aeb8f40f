/// What a run of training showed from its first step to the present one, and what it was made of.
public struct TrainingHistory: Hashable, Sendable {
  /// What a report says of a run beside its curves.
  public struct Facts: Hashable, Sendable {
    public var settings: TrainingSettings
    public var pipelineRanks: Int
    public var dataRanks: Int
    /// The stages in Megatron's notation, such as `Ett|ttmL`.
    public var layout: String
    /// Numbers of the model that are trained, each once.
    public var parameters: Int

    public init(
      settings: TrainingSettings, pipelineRanks: Int, dataRanks: Int, layout: String,
      parameters: Int
    ) {
      self.settings = settings
      self.pipelineRanks = pipelineRanks
      self.dataRanks = dataRanks
      self.layout = layout
      self.parameters = parameters
    }
  }

  /// The experts' loads of one step.
  public struct LoadSample: Hashable, Sendable {
    public var step: Int
    /// `[layer][expert]`, selections by the tokens of the step.
    public var loads: [[Int]]

    public init(step: Int, loads: [[Int]]) {
      self.step = step
      self.loads = loads
    }
  }

  public let facts: Facts
  /// Names of the layers with experts, in the order of the model.
  public let layers: [String]
  /// In order; without their loads, of which ``loadSamples`` has some.
  public private(set) var steps: [StepMetrics] = []
  /// Equally far apart, and the first step always.
  public private(set) var loadSamples: [LoadSample] = []
  /// Steps from one sample to the next.
  private var stride = 1

  /// The most samples that are kept, so that memory does not grow with the loads of long runs.
  static let mostSamples = 64

  public init(facts: Facts, layers: [String]) {
    self.facts = facts
    self.layers = layers
  }

  /// Adds the next step.
  public mutating func append(_ metrics: StepMetrics) {
    if steps.count.isMultiple(of: stride) {
      loadSamples.append(LoadSample(step: metrics.step, loads: metrics.loads))
      if loadSamples.count > Self.mostSamples {
        loadSamples = loadSamples.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        stride *= 2
      }
    }
    var short = metrics
    short.loads = []
    steps.append(short)
  }
}
