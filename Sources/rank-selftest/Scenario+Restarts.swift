import FoundationEssentials
import MPIRuntime
import Training
import TransformerModels

extension Scenario {
  /// Runs whose ranks do not see the same files; all of them must end with the same error.
  static let restarts = [
    Scenario("restart-without-shard") { world in
      let folder = try checkpointFolder() + "/shared"
      try train(settings(checkpoints: folder, text: .init()), world)
      // The shard that the last rank does not verify.
      let other = "\(folder)-of-the-last"
      if world.rank == world.size - 1 {
        try FileManager.default.copyItem(atPath: folder, toPath: other)
        try FileManager.default.removeItem(atPath: "\(other)/step-00000002/shard-0000.bin")
      }
      try world.barrier()
      let own = world.rank == world.size - 1 ? other : folder
      try expectSameError(world, naming: ["\(other)/step-00000002/shard-0000.bin"]) {
        _ = try Trainer(settings(checkpoints: own, text: .init(), steps: 4), on: world)
      }
    },
    Scenario("restart-in-file") { world in
      let own = "\(try checkpointFolder())/rank-\(world.rank)"
      if world.rank == world.size - 1 {
        try "".write(toFile: own, atomically: false, encoding: .utf8)
      }
      try expectSameError(world, naming: ["rank-\(world.size - 1) is a file"]) {
        _ = try Trainer(settings(checkpoints: own, text: .init()), on: world)
      }
    },
    Scenario("texts-differ") { world in
      let own = "\(try checkpointFolder())/text-\(world.rank)"
      let words = String(repeating: "text ", count: world.rank == world.size - 1 ? 41 : 40)
      try words.write(toFile: own, atomically: false, encoding: .utf8)
      try expectSameError(world, naming: ["rank 0 has ", "rank \(world.size - 1) has "]) {
        _ = try Trainer(settings(checkpoints: nil, text: .init(.path(own))), on: world)
      }
    },
  ]

  /// Trains to the end, and lets the folder of checkpoints go.
  private static func train(_ settings: TrainingSettings, _ world: Communicator) throws {
    let trainer = try Trainer(settings, on: world)
    while try trainer.step() != nil {}
  }

  private static func settings(
    checkpoints folder: String?, text: TrainingSettings.Text, steps: Int = 2
  ) -> TrainingSettings {
    let architecture = Architecture(
      family: "deepseek_v3", name: "restart", vocabularySize: 257, hiddenSize: 16, layers: 2,
      attention: .latent(
        heads: 2, queryRank: 8, keyValueRank: 8, noPositionSize: 4, ropeSize: 2, valueSize: 4),
      denseIntermediateSize: 16, experts: nil, multiTokenPredictionModules: 0, tiedEmbedding: false)
    return TrainingSettings(
      model: ModelConfiguration(architecture: architecture), text: text,
      batch: TrainingSettings.Batch(sequences: 6, sequenceLength: 8),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.001, horizon: 9), steps: steps,
      checkpoints: folder.map { TrainingSettings.Checkpoints(folder: $0, every: 2) })
  }

  /// Throws unless the body throws an error with the same words on every rank.
  private static func expectSameError(
    _ world: Communicator, naming: [String], _ body: () throws -> Void
  ) throws {
    var message = ""
    do { try body() } catch { message = "\(error)" }
    for text in naming {
      try expect(message.contains(text), is: true, "'\(message)' has '\(text)'")
    }
    let messages = try world.allGather(Array(message.utf8))
    try expect(Set(messages).count, is: 1, "different errors")
  }
}
