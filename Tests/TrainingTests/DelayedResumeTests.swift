import FoundationEssentials
import MPIRuntime
import TestSupport
import Testing

@testable import Training

@Suite("Training that goes on from the histories of a checkpoint", .timeLimit(.minutes(1)))
struct DelayedResumeTests {
  private static let model = "Tests/CommandLineTests/Fixtures/tiny.json"

  private static func settings(
    _ folder: String, historyLength: Int = 1024
  ) throws -> TrainingSettings {
    var model = try ModelConfiguration(contentsOf: Repository.path(Self.model))
    model.precision = .fp8(EightBitRecipe(scaling: .delayed(historyLength: historyLength)))
    model.seed = 7
    return TrainingSettings(
      model: model, batch: .init(sequences: 16, sequenceLength: 12, microbatch: 2),
      optimizer: .init(learningRate: 0.005, warmup: 2, horizon: 6), steps: 6,
      checkpoints: .init(folder: "\(folder)/checkpoints", every: 3))
  }

  /// Trains to the end and lets the folder of checkpoints go.
  private static func finish(_ settings: TrainingSettings) throws -> [Linear] {
    let trainer = try Trainer(settings, on: .solo())
    for _ in 0..<settings.steps { _ = try trainer.step() }
    return trainer.worker.linears
  }

  @Test(
    "has the same bits as one that did not stop, however much is remembered",
    arguments: [1, 5, 1024])
  func bits(historyLength: Int) throws {
    let folder = try TemporaryFolder()
    let settings = try Self.settings(folder.path, historyLength: historyLength)
    let straight = try Self.finish(settings)
    try FileManager.default.removeItem(atPath: folder.file("checkpoints/step-00000006"))
    let resumed = try Trainer(settings, on: .solo(), start: .resume)
    #expect(resumed.resumedStep == 3)
    for _ in 0..<3 { _ = try resumed.step() }
    for (found, expected) in zip(resumed.worker.linears, straight) {
      #expect(found.scalings.map(\.state) == expected.scalings.map(\.state), "\(found.name)")
      #expect(found.weights.map(\.value) == expected.weights.map(\.value), "\(found.name)")
    }
    let length = straight[0].scalings.map(\.state.magnitudes.count).max()
    #expect(historyLength == 1024 || length == historyLength)
  }

  @Test("takes the greatest magnitudes of both ranks that wrote them, where it has one process")
  func fewerRanks() async throws {
    let temporary = try TemporaryFolder()
    let folder = temporary.path
    let outcome = try await ProcessLaunch.mpirun(
      ranks: 2, "duplex",
      [
        "train", "Tests/CommandLineTests/Fixtures/train.yaml", "--precision", "fp8-delayed",
        "--steps", "3", "--output", folder,
      ], in: Repository.root)
    try #require(outcome.exitCode == 0, "\(outcome.standardError)")
    let trainer = try Trainer(Self.settings(folder), on: .solo(), start: .resume)
    #expect(trainer.resumedStep == 3)
    let taken = trainer.worker.linears.flatMap(\.scalings)
    let store = try CheckpointStore(folder: "\(folder)/checkpoints")
    let checkpoint = try #require(try store.newest(on: .solo()).checkpoint)
    let names = Set(taken.flatMap { item in (0..<2).map { "\(item.name)@\($0)" } })
    let pieces = try checkpoint.read(names).filter { $0.kind == .history }
    var differing = 0
    for (name, state) in taken {
      let written = pieces.filter { $0.tensor.hasPrefix("\(name)@") }.compactMap { piece in
        if case .float(let elements) = piece.elements { elements.dropFirst() } else { nil }
      }
      try #require((1...2).contains(written.count), "\(name)")
      if written.count == 2, written[0] != written[1] { differing += 1 }
      #expect(state.magnitudes.count == written.map(\.count).max())
      #expect(state.magnitudes.last == written.compactMap(\.last).max())
      let greatest = written.joined().max() ?? 0
      #expect(state.magnitudes.max() ?? 0 == greatest)
      #expect(state.scale == (greatest > 0 ? greatest / 448 : 1), "\(name)")
    }
    // Each rank's input and gradient of every layer, of which there are more than ten.
    #expect(differing > 20)
  }
}
