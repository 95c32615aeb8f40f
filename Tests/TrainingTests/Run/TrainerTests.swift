import FoundationEssentials
import LinearAlgebra
import MPIRuntime
import Testing
import TransformerModels

@testable import Training

@Suite("A trainer")
struct TrainerTests {
  private static func settings(_ precision: PrecisionName = .fp32) throws -> TrainingSettings {
    var model = try TinyModel().configuration
    model.architecture.vocabularySize = 260
    model.constants.initialDeviation = 0.1
    model.precision = precision.precision
    return TrainingSettings(
      model: model,
      batch: TrainingSettings.Batch(sequences: 8, sequenceLength: 12, microbatch: 2),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.01, warmup: 2, horizon: 30), steps: 30)
  }

  @Test("lowers the loss in every precision that has a name", arguments: PrecisionName.allCases)
  func falls(precision: PrecisionName) throws {
    let trainer = try Trainer(Self.settings(precision), on: .solo())
    while try trainer.step() != nil {}
    let losses = trainer.history.steps.map(\.loss)
    #expect(losses.count == 30)
    let (early, late) = (losses.prefix(3).reduce(0, +), losses.suffix(3).reduce(0, +))
    #expect(late < early - 1.5)
    let held = try #require(try trainer.heldOutLoss())
    #expect(abs(held.main - losses[29]) < 1, "\(held.main) beside \(losses[29])")
  }

  @Test(
    "begins with the loss of a guess, all tokens alike, and selects as many experts as it should")
  func first() throws {
    let trainer = try Trainer(Self.settings(), on: .solo())
    let metrics = try #require(try trainer.step())
    #expect(abs(metrics.loss - 5.56) < 0.3)
    #expect(metrics.tokens == 96)
    #expect(metrics.step == 1)
    // Layer 1 and the prediction module's have experts; each token selects three. The module predicts
    // from all positions but the last one of a sequence.
    #expect(trainer.history.layers == [1, 2].map { "model.layers.\($0).mlp.gate.weight" })
    #expect(metrics.loads[0].reduce(0, +) == 96 * 3)
    #expect(metrics.loads.count == 2)
  }

  @Test("moves biases toward even loads, and clears what it counted")
  func biases() throws {
    var settings = try Self.settings()
    settings.model.biasSpeed = 0.5
    let trainer = try Trainer(settings, on: .solo())
    let metrics = try #require(try trainer.step())
    let balance = try #require(trainer.worker.balances.first)
    let mean = Double(metrics.loads[0].reduce(0, +)) / Double(metrics.loads[0].count)
    for (load, bias) in zip(metrics.loads[0], balance.bias) {
      let load = Double(load)
      let expected: Float = load > mean ? -0.5 : load < mean ? 0.5 : 0
      #expect(bias == expected)
    }
    #expect(balance.loads.allSatisfy { $0 == 0 })
    let gradients = trainer.worker.parameters.map(\.gradient)
    #expect(gradients.allSatisfy { $0 == Matrix(rows: $0.rows, columns: $0.columns) })
  }

  /// Trains six steps, and lets the folder of checkpoints go.
  private static func finish(
    _ settings: TrainingSettings
  ) throws -> (last: StepMetrics, values: [Matrix]) {
    let trainer = try Trainer(settings, on: .solo())
    for _ in 0..<5 {
      // What records a step is told before the checkpoint that makes it final.
      _ = try trainer.step(recording: { #expect(trainer.savedStep != $0.step) })
    }
    #expect(trainer.savedStep == 4)
    let last = try #require(try trainer.step())
    return (last, trainer.worker.parameters.map(\.value))
  }

  @Test("goes on from its checkpoint with the same bits")
  func resumes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = try Self.settings(.bf16)
    settings.steps = 6
    settings.checkpoints = TrainingSettings.Checkpoints(folder: folder, every: 4)
    let (last, values) = try Self.finish(settings)
    try FileManager.default.removeItem(atPath: folder + "/step-00000006")
    let resumed = try Trainer(settings, on: .solo(), start: .resume)
    #expect(resumed.resumedStep == 4)
    _ = try resumed.step()
    var metrics = try #require(try resumed.step())
    metrics.seconds = last.seconds
    #expect(metrics == last)
    #expect(resumed.worker.parameters.map(\.value) == values)
    #expect(try resumed.step() == nil)
  }

  @Test("goes on from what another run saved while this one waited for the folder")
  func waits() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = try Self.settings(.fp32)
    settings.steps = 8
    settings.checkpoints = TrainingSettings.Checkpoints(folder: folder, every: 4)
    var first: Trainer? = try Trainer(settings, on: .solo())
    let waiting = Task.detached { [settings] in
      try Trainer(settings, on: .solo()).resumedStep
    }
    // Long enough for the other one to look, and shorter than it waits.
    try await Task.sleep(for: .milliseconds(500))
    for _ in 0..<4 { _ = try first?.step() }
    first = nil
    #expect(try await waiting.value == 4)
  }

  @Test("refuses another run's checkpoints, each difference with both values")
  func refusesOthers() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = try Self.settings()
    settings.steps = 6
    settings.checkpoints = TrainingSettings.Checkpoints(folder: folder, every: 4)
    _ = try Self.finish(settings)
    settings.model.seed += 1
    let error = try #require(throws: CheckpointError.self) { try Trainer(settings, on: .solo()) }
    #expect(error.code == .factsDiffer)
    #expect(throws: RunError.self) { try Trainer(settings, on: .solo(), start: .fresh) }
  }
}
