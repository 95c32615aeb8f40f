import FoundationEssentials
import MPIRuntime

@testable import Training

/// A folder of checkpoints that goes with the test.
final class CheckpointFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())").path

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func store() throws -> CheckpointStore { try CheckpointStore(folder: path) }

  func newest() throws -> (checkpoint: Checkpoint?, refused: [String]) {
    try store().newest(on: .solo())
  }

  /// Sorted names, without that of the file that a run locks.
  func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
      .filter { $0 != "lock" }.sorted()
  }

  func file(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: "\(path)/\(name)")))
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
  }

  func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
  }

  /// Saves a tensor that tells the step, on one rank.
  ///
  /// - Returns: What could not be removed.
  @discardableResult
  func save(_ step: Int, marked mark: Float? = nil, keep: Int = 9) throws -> String? {
    let piece = CheckpointPiece(
      tensor: "t", kind: .value, count: 5, start: 0,
      elements: .float((0..<5).map { (mark ?? Float(step)) + Float($0) / 8 }))
    return try store().save(step: step, pieces: [piece], facts: ["a": "b"], keep: keep, on: .solo())
  }

  /// The first element of what was saved.
  func mark(_ checkpoint: Checkpoint?) throws -> Float? {
    guard let checkpoint else { return nil }
    let elements = try checkpoint.read(["t"]).elements(of: "t", .value, count: 5)
    guard case .float(let numbers) = elements else { return nil }
    return numbers[0]
  }

  /// Writes what so many ranks would, each with its own pieces.
  func save(_ step: Int, shards: [[CheckpointPiece]], facts: [String: String] = [:]) throws {
    let store = try store()
    let partial = store.path(CheckpointNames(step: step, .partial))
    try SystemFolder.make(partial)
    let written = try shards.enumerated().map { rank, pieces in
      try Shard.write(
        pieces, to: "\(partial)/\(Shard.name(rank))", step: step, rank: rank, ranks: shards.count)
    }
    try store.write(CheckpointManifest(step: step, facts: facts, shards: written), to: partial)
    try store.publish(step)
  }
}
