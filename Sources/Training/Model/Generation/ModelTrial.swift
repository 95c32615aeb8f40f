/// What was tried with a trained model.
public struct ModelTrial: Sendable {
  /// How often the prediction module foresaw the model.
  public struct Speculation: Hashable, Sendable {
    public let rate: SpeculationRate
    public let sequences: Int
    public let sequenceLength: Int
    /// Where the text is from, for people.
    public let origin: String

    public init(rate: SpeculationRate, on sample: SpeculationSample) {
      self.rate = rate
      sequences = sample.sequences.count
      sequenceLength = (sample.sequences.first?.count ?? 1) - 1
      origin = sample.origin
    }
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
