import FoundationEssentials
import Glibc
import MPIRuntime
import Training

extension Scenario {
  /// All of them work on the folder that the environment names.
  static let checkpoints = [
    Scenario("checkpoint-saves") { world in
      for step in [3, 4] { try save(step, world) }
      try resume(world, from: 4)
    },
    Scenario("checkpoint-resumes") { world in
      let step = try resume(world)
      if world.rank == 0 { _ = StandardOutput.write("resumed \(step)\n") }
    },
    Scenario("checkpoint-steps-back") { world in
      // The newest one is damaged; all ranks must refuse the same file and choose the one before.
      let store = try CheckpointStore(folder: checkpointFolder())
      let (checkpoint, refused) = try store.newest(on: world)
      guard let checkpoint else { throw Unexpected(description: "all refused: \(refused)") }
      try GrowingState(step: checkpoint.step)
        .require(in: checkpoint, rank: world.rank, ranks: world.size)
      let answer = "\(checkpoint.step) \(checkpoint.folder) \(refused)"
      let answers = try world.allGather(Array(answer.utf8))
      try expect(Set(answers).count, is: 1, "different answers")
      if world.rank == 0 {
        _ = StandardOutput.write("resumed \(checkpoint.step)\n")
        for file in refused { _ = StandardOutput.write("refused \(file)\n") }
      }
    },
    Scenario("checkpoint-grows") { world in
      // Saves until it is killed, each step twice, so that the second replaces the first.
      let step = try resume(world)
      let ranks = try world.allGather([Int64(getpid())]).map { "\($0[0])" }
      if world.rank == 0 {
        _ = StandardOutput.write("resumed \(step)\n")
        try ranks.joined(separator: " ").write(
          toFile: "\(try checkpointFolder())/ranks", atomically: true, encoding: .utf8)
      }
      for step in step + 1..<step + 2_000 {
        for _ in 0..<2 { try save(step, world) }
        if world.rank == 0 { _ = StandardOutput.write("saved \(step)\n") }
      }
    },
    Scenario("checkpoint-needs-files") { world in
      try save(1, world)
      var taken: [Int32] = []
      // The last rank has no file left to open.
      while world.rank == world.size - 1, let copy = descriptor() { taken.append(copy) }
      try expectFailure(
        .writeFailed, world, naming: ["shard-", "step-00000002.partial", "open files"])
      for copy in taken { close(copy) }
      try save(2, world)
      try resume(world, from: 2)
    },
    Scenario("checkpoint-needs-space") { world in
      try save(1, world)
      let large = CheckpointPiece(
        tensor: "large", kind: .value, count: 3 << 20, start: 0,
        elements: .float([Float](repeating: 1, count: 3 << 20)))
      let isLast = world.rank == world.size - 1
      try expectFailure(
        .writeFailed, world, pieces: isLast ? [large] : [],
        naming: ["step-00000002.partial/shard-", "File too large", "limit"])
      try expect(
        fileExists("\(try checkpointFolder())/step-00000002.partial"), is: false, "what was left")
      try resume(world, from: 1)
    },
    Scenario("checkpoint-disagrees") { world in
      try expectFailure(
        .ranksDisagree, world, keep: world.rank == 0 ? 1 : 2, naming: ["keep 1", "keep 2"])
    },
    Scenario("checkpoint-in-file") { world in
      // Rank 0 alone touches the folder; the others must hear of it.
      let file = "\(try checkpointFolder())/file"
      let store = try CheckpointStore(folder: file)
      try world.barrier()
      if world.rank == 0 { try "".write(toFile: file, atomically: false, encoding: .utf8) }
      try expectFailure(.folderUnusable, world, store, naming: [file, "not a file"])
    },
  ]

  static func checkpointFolder() throws -> String {
    let name = "DUPLEX_CHECKPOINTS"
    guard let folder = ProcessInfo.processInfo.environment[name] else {
      throw Unexpected(description: "no \(name) in the environment; expected a folder")
    }
    return folder
  }

  private static func save(_ step: Int, _ world: Communicator) throws {
    let state = GrowingState(step: step)
    try CheckpointStore(folder: try checkpointFolder()).save(
      step: step, pieces: state.pieces(rank: world.rank, ranks: world.size), facts: state.facts,
      keep: 2, on: world)
  }

  /// Finds the newest checkpoint, and checks every element of it.
  @discardableResult
  private static func resume(_ world: Communicator, from step: Int? = nil) throws -> Int {
    let (checkpoint, refused) = try CheckpointStore(folder: try checkpointFolder()).newest(
      on: world)
    try expect(refused, is: [], "refused")
    if let checkpoint {
      try GrowingState(step: checkpoint.step)
        .require(in: checkpoint, rank: world.rank, ranks: world.size)
    }
    if let step { try expect(checkpoint?.step, is: step, "newest") }
    return checkpoint?.step ?? 0
  }

  /// Every rank gets the same error, which names the file.
  private static func expectFailure(
    _ code: CheckpointError.Code, _ world: Communicator, _ store: CheckpointStore? = nil,
    pieces: [CheckpointPiece] = [], keep: Int = 2, naming: [String]
  ) throws {
    do {
      try (try store ?? CheckpointStore(folder: checkpointFolder()))
        .save(step: 2, pieces: pieces, facts: [:], keep: keep, on: world)
    } catch let error as CheckpointError {
      try expect(error.code, is: code, "code")
      for text in naming { try expect(error.detail.contains(text), is: true, error.detail) }
      let details = try world.allGather(Array(error.detail.utf8))
      return try expect(Set(details).count, is: 1, "different details")
    }
    throw Unexpected(description: "no error, expected \(code)")
  }

  private static func fileExists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  private static func descriptor() -> Int32? {
    let copy = dup(0)
    return copy >= 0 ? copy : nil
  }
}
