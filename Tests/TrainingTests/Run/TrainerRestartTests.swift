import FoundationEssentials
import MPIRuntime
import Testing
import TransformerModels

@testable import Training

@Suite("A trainer that finds checkpoints")
struct TrainerRestartTests {
  private let folder: CheckpointFolder

  init() throws { folder = try CheckpointFolder() }

  private func settings(
    steps: Int, every: Int = 2, keep: Int = 9, text: TrainingSettings.Text = .init()
  ) throws -> TrainingSettings {
    var model = try TinyModel().configuration
    model.architecture.vocabularySize = 260
    return TrainingSettings(
      model: model, text: text,
      batch: TrainingSettings.Batch(sequences: 2, sequenceLength: 8, microbatch: 2),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.01, warmup: 2, horizon: 30),
      steps: steps,
      checkpoints: TrainingSettings.Checkpoints(folder: folder.path, every: every, keep: keep))
  }

  /// Trains to the end.
  ///
  /// - Returns: The step that the run went on from.
  @discardableResult
  private func train(_ settings: TrainingSettings) throws -> Int? {
    let trainer = try Trainer(settings, on: .solo())
    while try trainer.step() != nil {}
    return trainer.resumedStep
  }

  @Test("does not begin anew where none of them is good, and names what it refused")
  func allRefused() throws {
    try train(settings(steps: 4))
    let good = try folder.file("step-00000004/manifest.json")
    try folder.write([], to: "step-00000002/shard-0000.bin")
    let newer = String(decoding: good, as: UTF8.self)
      .replacing("\"format\": 1", with: "\"format\": 2")
    try folder.write(Array(newer.utf8), to: "step-00000004/manifest.json")
    let settings = try settings(steps: 6)
    for start in RunStart.allCases where start != .fresh {
      let error = try #require(throws: RunError.self) {
        try Trainer(settings, on: .solo(), start: start)
      }
      #expect(error.code == .noCheckpoint)
      for words in [
        "\(folder.path)/step-00000004/manifest.json has format 2",
        "\(folder.path)/step-00000002/shard-0000.bin has 0 bytes",
      ] { #expect(error.detail.contains(words), "\(error.detail)") }
    }
    #expect(try folder.names() == ["step-00000002", "step-00000004"])
    try folder.write(good, to: "step-00000004/manifest.json")
    #expect(try train(settings) == 4)
  }

  @Test("goes on from one that was being replaced when the one in its place is damaged")
  func replaced() throws {
    try train(settings(steps: 4))
    try folder.copy("step-00000004", to: "step-00000004.old")
    try folder.write([], to: "step-00000004/shard-0000.bin")
    #expect(try train(settings(steps: 6)) == 4)
    #expect(try folder.names() == ["step-00000002", "step-00000004", "step-00000006"])
  }

  @Test("keeps as many good ones as it should, whatever it refused")
  func refusedDoNotCount() throws {
    try train(settings(steps: 4))
    var bytes = try folder.file("step-00000004/shard-0000.bin")
    bytes[bytes.count / 2] ^= 1
    try folder.write(bytes, to: "step-00000004/shard-0000.bin")
    #expect(try train(settings(steps: 5, every: 5, keep: 2)) == 2)
    #expect(try folder.names() == ["step-00000002", "step-00000004", "step-00000005"])
    #expect(try train(settings(steps: 6, every: 6, keep: 2)) == 5)
    #expect(try folder.names() == ["step-00000005", "step-00000006"])
  }

  @Test("refuses a text that was edited in place")
  func editedText() throws {
    let text = try TemporaryFolder(["a": String(repeating: "some words ", count: 9)])
    let settings = try settings(steps: 2, text: .init(.path(text.path)))
    try train(settings)
    try text.write(String(repeating: "same words ", count: 9), to: "a")
    let error = try #require(throws: CheckpointError.self) { try Trainer(settings, on: .solo()) }
    #expect(error.code == .factsDiffer)
    #expect(error.detail.contains("text is "))
  }
}
