/// What a run of training showed step by step, and what it was made of.
///
/// A run that goes on from a checkpoint begins its history there; ``prepend(_:)`` puts the steps before
/// it in front where a file of metrics kept them, though their loads are kept nowhere.
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
  /// Equally far apart but for the last one, which is the last step's.
  public var loadSamples: [LoadSample] {
    guard let latest, latest.step != samples.last?.step else { return samples }
    return samples + [latest]
  }

  /// Equally far apart, from the first step that was appended.
  private var samples: [LoadSample] = []
  private var latest: LoadSample?
  /// Steps from one sample to the next.
  private var stride = 1
  /// Steps that were appended, which those put in front are not.
  private var appended = 0

  /// The most samples that are kept beside the last step's, so that memory does not grow with the loads of long runs.
  static let mostSamples = 64

  public init(facts: Facts, layers: [String]) {
    self.facts = facts
    self.layers = layers
  }

  /// Adds the next step.
  public mutating func append(_ metrics: StepMetrics) {
    let sample = LoadSample(step: metrics.step, loads: metrics.loads)
    latest = sample
    if appended.isMultiple(of: stride) {
      samples.append(sample)
      if samples.count > Self.mostSamples {
        samples = samples.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        stride *= 2
      }
    }
    appended += 1
    var short = metrics
    short.loads = []
    steps.append(short)
  }

  /// Puts the steps in front that a run had behind it when it went on from a checkpoint.
  ///
  /// - Parameter earlier: In order; those that are not before the first step of the history are left
  ///   out, and so are all loads.
  public mutating func prepend(_ earlier: [StepMetrics]) {
    let before = earlier.filter { metrics in steps.first.map { metrics.step < $0.step } ?? true }
    steps.insert(
      contentsOf: before.map { metrics in
        var short = metrics
        short.loads = []
        return short
      }, at: 0)
  }
}
