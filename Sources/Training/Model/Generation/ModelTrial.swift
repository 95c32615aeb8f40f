public import TransformerModels

/// What was tried with a trained model.
public struct ModelTrial: Sendable {
  /// How often the prediction module foresaw the model.
  public struct Speculation: Hashable, Sendable {
    public let rate: SpeculationRate
    public let sequences: Int
    public let sequenceLength: Int
    /// Where the text is from, for people.
    public let origin: String
    /// Forward FLOPs of the first prediction module, its pass through the head included, over those of
    /// the model; the mean over the positions of a sequence.
    public let moduleCost: Double

    /// - Parameters:
    ///   - rate: What was counted.
    ///   - sample: On which text.
    ///   - architecture: Of the model.
    public init(
      rate: SpeculationRate, on sample: SpeculationSample, of architecture: Architecture
    ) {
      self.rate = rate
      sequences = sample.sequences.count
      sequenceLength = (sample.sequences.first?.count ?? 1) - 1
      origin = sample.origin
      var first = architecture
      first.multiTokenPredictionModules = min(1, architecture.multiTokenPredictionModules)
      let length = max(1, sequenceLength)
      let model = first.forwardFLOPsPerToken(sequenceLength: length)
      let both = first.forwardFLOPsPerToken(sequenceLength: length, multiTokenPrediction: true)
      moduleCost = both / model - 1
    }

    /// How much faster text comes, with the module's own work counted.
    public var speedUp: Double { rate.speedUp(moduleCost: moduleCost) }
  }

  public let facts: RunFacts
  /// Steps of training.
  public let step: Int
  /// The checkpoint's own folder.
  public let folder: String
  /// Files of newer checkpoints that were not good, each with the reason.
  public let refused: [String]
  public var text: GeneratedText?
  /// The same prompt, continued with the other form of attention.
  public var otherText: GeneratedText?
  public var speculation: Speculation?

  /// A trial of which nothing is done yet.
  public init(_ model: TrainedModel, refused: [String]) {
    facts = model.facts
    step = model.step
    folder = model.folder
    self.refused = refused
  }
}
