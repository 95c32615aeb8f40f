import MPIRuntime
import Testing
import TransformerModels

@testable import Training

@Suite("The model of a checkpoint", .timeLimit(.minutes(1)))
struct TrainedModelTests {
  private func settings(in folder: TemporaryFolder) throws -> TrainingSettings {
    var model = try TinyModel().configuration
    model.architecture.vocabularySize = 257
    return TrainingSettings(
      model: model, text: .init(.synthetic, heldOut: 0.01),
      batch: .init(sequences: 4, sequenceLength: 16, microbatch: 2),
      optimizer: .init(learningRate: 1e-2, horizon: 3), steps: 3,
      checkpoints: .init(folder: folder.file("checkpoints"), every: 3))
  }

  /// A trained run and its model as the checkpoint has it.
  private func train(in folder: TemporaryFolder) throws -> (Trainer, TrainedModel) {
    let trainer = try Trainer(settings(in: folder), on: .solo())
    while try trainer.step() != nil {}
    let store = try CheckpointStore(folder: folder.file("checkpoints"))
    let checkpoint = try #require(try store.newest(on: .solo()).checkpoint)
    return (trainer, try TrainedModel(checkpoint))
  }

  @Test("has the weights and the biases that training ended with")
  func weights() throws {
    let (trainer, model) = try train(in: TemporaryFolder())
    #expect(model.step == 3)
    #expect(model.worker.parameters.map(\.name) == trainer.worker.parameters.map(\.name))
    #expect(model.worker.parameters.map(\.value) == trainer.worker.parameters.map(\.value))
    #expect(model.worker.balances.map(\.bias) == trainer.worker.balances.map(\.bias))
    #expect(model.worker.balances.contains { balance in balance.bias.contains { $0 != 0 } })
  }

  @Test(
    "continues a text as its generator does, with a cache of the formula's size",
    arguments: AttentionForm.allCases)
  func generation(form: AttentionForm) throws {
    let (trainer, model) = try train(in: TemporaryFolder())
    let prompt = ByteVocabulary.tokens(of: "the old ")
    for length in [1, 2, 20] {
      let text = try model.generate(behind: prompt, length: length, form: form)
      let expected = try TokenGenerator(trainer.worker, form: form, capacity: 40)
        .generate(prompt: prompt, length: length)
      #expect(text.tokens == expected && text.prompt == prompt)
      #expect(text.cachedTokens == prompt.count + length - 1)
      // 2 layers keep 8 compressed numbers and a rotated key of 4, in FP32.
      #expect(text.cacheBytes == text.cachedTokens * 2 * (8 + 4) * 4)
      #expect(text.cacheBytes == model.facts.cacheBytes(tokens: text.cachedTokens))
    }
  }

  @Test("is tried on text that the run held out, or on any other")
  func speculation() throws {
    let folder = try TemporaryFolder(["text": "some other text that nobody saw before"])
    let (trainer, model) = try train(in: folder)
    let held = try SpeculationSample(heldOutOf: model.facts, count: 5)
    let sampler = try trainer.settings.text.sequences(length: 16, seed: trainer.settings.model.seed)
    let all = sampler.heldOutSequences
    let expected = try (0..<5).map { try sampler.heldOutSequence($0 * all / 5) }
    #expect(held.sequences == expected)
    let rate = try model.speculationRate(on: held.sequences)
    #expect(rate.proposed == 5 * 15)
    let other = try SpeculationSample(path: folder.file("text"), facts: model.facts, count: 100)
    #expect(other.sequences.count == 2 && other.sequences.allSatisfy { $0.count == 17 })
    #expect(try model.speculationRate(on: other.sequences).proposed == 2 * 15)
  }

  @Test("cannot be tried where nothing is held out, or the text is too short")
  func refusals() throws {
    let folder = try TemporaryFolder(["text": "a"])
    var facts = RunFacts(try settings(in: folder))
    let short = #expect(throws: DataError.self) {
      try SpeculationSample(path: folder.file("text"), facts: facts, count: 1)
    }
    #expect(short?.code == .tooShort)
    facts.text.heldOut = 0
    let none = #expect(throws: DataError.self) {
      try SpeculationSample(heldOutOf: facts, count: 1)
    }
    #expect(none?.code == .wrongSetting)
  }
}
