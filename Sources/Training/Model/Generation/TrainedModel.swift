internal import MPIRuntime
internal import TransformerModels

/// The model of a checkpoint, whole on one process.
///
/// It computes in FP32, whatever it was trained in: that is what the weights of a checkpoint are in.
public final class TrainedModel {
  public let facts: RunFacts
  /// Steps of training.
  public let step: Int
  /// The checkpoint's own folder.
  public let folder: String
  let worker: ModelWorker

  /// Reads a checkpoint, whatever grid wrote it.
  ///
  /// - Throws: `CheckpointError` when it lacks facts or weights, or a file changed since it was found
  ///   good; `TrainingError` or `ScheduleError` for a model that cannot be built.
  public init(_ checkpoint: Checkpoint) throws {
    facts = try RunFacts(checkpoint.facts, folder: checkpoint.folder)
    step = checkpoint.step
    folder = checkpoint.folder
    try ByteVocabulary.check(
      vocabularySize: facts.architecture.vocabularySize, model: facts.architecture.name)
    let configuration = ModelConfiguration(
      architecture: facts.architecture, constants: facts.constants, seed: facts.seed)
    worker = try ModelWorker(
      configuration, layout: configuration.layout(stages: 1, sequenceLength: facts.sequenceLength),
      stages: [0])
    try worker.takeWeights(checkpoint.read(Set(worker.parameters.map(\.name))))
  }

  /// Continues a text with the likeliest tokens.
  ///
  /// - Parameters:
  ///   - prompt: At least one token.
  ///   - length: Tokens to generate, at least 1.
  ///   - form: How attention computes.
  /// - Returns: The text, and what it took.
  /// - Throws: `TrainingError` as `TokenGenerator` does.
  public func generate(
    behind prompt: [Int32], length: Int, form: AttentionForm
  ) throws(TrainingError) -> GeneratedText {
    precondition(length > 0, "\(length) tokens to generate")
    let generator = try TokenGenerator(
      worker, form: form, capacity: prompt.count + length - 1)
    let began = MonotonicClock.now
    var tokens = try generator.generate(prompt: prompt, length: 1)
    let first = MonotonicClock.now
    tokens += try generator.generate(prompt: tokens, length: length - 1)
    let ended = MonotonicClock.now
    return GeneratedText(
      prompt: prompt, tokens: tokens, form: form, cachedTokens: generator.count,
      cacheBytes: generator.cacheBytes, promptSeconds: Double(first - began) / 1e9,
      seconds: Double(ended - first) / 1e9)
  }

  /// How often the prediction module foresees the model on some sequences.
  ///
  /// - Parameter sequences: Each `[length + 1]`, all of one length; at least one.
  /// - Returns: The counts of all; none proposed where the model has no module.
  /// - Throws: `TrainingError` as the layers do.
  public func speculationRate(
    on sequences: [[Int32]]
  ) throws(TrainingError) -> SpeculationRate {
    var rate = SpeculationRate()
    // One at a time takes the least memory.
    for sequence in sequences {
      rate += try worker.speculationRate(
        on: Microbatch(sequences: 1, length: sequence.count - 1, tokens: sequence))
    }
    return rate
  }
}
