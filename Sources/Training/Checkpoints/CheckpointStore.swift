public import MPIRuntime

/// A folder of checkpoints, one folder a step with a manifest and a shard a rank.
///
/// A checkpoint appears under its name when every byte of it is on the disk, in one step, so that a run
/// that is killed at any moment leaves checkpoints that are whole. One run at a time saves to a folder:
/// from ``prepare(on:)`` or the first save on, and as long as the value lives, others are refused. All
/// ranks of a run see the same files.
public struct CheckpointStore: Sendable {
  /// As given.
  public let folder: String
  /// Rank 0's.
  private let lock: FolderLock

  /// Names a folder, which a save makes where it is not there.
  ///
  /// - Parameter folder: Path, absolute or relative to the working directory.
  /// - Throws: `CheckpointError` with code `folderUnusable` where the path is empty or a file.
  public init(folder: String) throws(CheckpointError) {
    guard !folder.isEmpty else {
      throw CheckpointError(code: .folderUnusable, detail: "no name; expected that of a folder")
    }
    self.folder = folder
    lock = FolderLock()
    guard try SystemFolder.entry(folder, followsLinks: true) != .other else {
      throw CheckpointError(
        code: .folderUnusable, detail: "\(folder) is a file; expected a folder, or nothing yet")
    }
  }

  /// Names a folder on every rank, or on none.
  ///
  /// - Throws: `CheckpointError` with code `folderUnusable`, that of the first rank that cannot use it,
  ///   on every rank; `MPIError` when a message fails.
  init(folder: String, on world: Communicator) throws {
    self = try CheckpointAgreement.require(on: world) { () throws(CheckpointError) in
      try CheckpointStore(folder: folder)
    }
  }

  /// Makes the folder, and finds out before a long run whether checkpoints can be written.
  ///
  /// Every rank calls it. What an earlier run left half done is cleared away.
  ///
  /// - Parameter world: All ranks.
  /// - Throws: `CheckpointError`, the same on every rank; `MPIError` when a message fails.
  public func prepare(on world: Communicator) throws {
    try CheckpointAgreement.require(onFirstOf: world) { () throws(CheckpointError) in
      try SystemFolder.make(folder)
      try lock.take(folder)
      try clearLeftovers()
      let trial = path(CheckpointNames(step: 0, .partial))
      try SystemFolder.make(trial)
      try SystemFolder.remove(trial)
    }
  }

  /// Writes a checkpoint, and returns when it is complete and durable.
  ///
  /// Every rank calls it with the same step, facts and number to keep. A checkpoint of the same step is
  /// replaced; those of later steps are left alone. Older ones are removed only after the new one is
  /// durable.
  ///
  /// - Parameters:
  ///   - step: Steps done, at least 0.
  ///   - pieces: Those of this rank; copies on several ranks are fine.
  ///   - facts: Whatever a run has to know to go on, or to refuse to.
  ///   - keep: How many checkpoints up to this step are to stay, this one among them, at least 1. One
  ///     with a missing or truncated file does not count.
  ///   - refused: Earlier steps whose checkpoints do not count either, for they were found damaged.
  ///   - world: All ranks.
  /// - Returns: On rank 0 which older checkpoint could not be removed and why; the new one is good all
  ///   the same. Nil otherwise.
  /// - Throws: `CheckpointError`, the same on every rank, with code `ranksDisagree`, `folderUnusable`,
  ///   `folderBusy`, `writeFailed` or `replaceFailed`; the checkpoints before are as they were, unless `replaceFailed`
  ///   names one of them. `MPIError` when a message fails.
  /// - Complexity: O(bytes of this rank's pieces), without a copy of them.
  @discardableResult
  public func save(
    step: Int, pieces: [CheckpointPiece], facts: [String: String], keep: Int,
    notCounting refused: Set<Int> = [], on world: Communicator
  ) throws -> String? {
    precondition(step >= 0 && keep > 0, "step \(step), \(keep) checkpoints to keep")
    for piece in pieces {
      precondition(
        piece.start >= 0 && piece.range.upperBound <= piece.count,
        "elements \(piece.range) of \(piece.tensor), which has \(piece.count)")
    }
    try requireAgreement(step: step, facts: facts, keep: keep, on: world)
    let partial = path(CheckpointNames(step: step, .partial))
    try CheckpointAgreement.require(onFirstOf: world) { () throws(CheckpointError) in
      try SystemFolder.make(folder)
      try lock.take(folder)
      try clearLeftovers()
      try SystemFolder.make(partial)
    }
    do {
      let shard = try CheckpointAgreement.require(on: world) { () throws(CheckpointError) in
        try Shard.write(
          pieces, to: "\(partial)/\(Shard.name(world.rank))", step: step, rank: world.rank,
          ranks: world.size)
      }
      let shards = try world.allGather([Int64(shard.bytes), Int64(bitPattern: shard.checksum)])
        .map { Shard(bytes: Int($0[0]), checksum: UInt64(bitPattern: $0[1])) }
      let manifest = CheckpointManifest(step: step, facts: facts, shards: shards)
      try CheckpointAgreement.require(onFirstOf: world) { () throws(CheckpointError) in
        try write(manifest, to: partial)
        try publish(step)
      }
    } catch let error as CheckpointError {
      // What was written is of no use, and takes space where there may be too little.
      if world.rank == 0 { try? clearLeftovers() }
      throw error
    }
    guard world.rank == 0 else { return nil }
    do throws(CheckpointError) {
      try removeOlder(than: step, keep: keep, notCounting: refused)
      return nil
    } catch { return error.detail }
  }

  func path(_ name: CheckpointNames) -> String { "\(folder)/\(name.name)" }

  /// Writes the manifest into a folder that holds the shards, and makes all of them durable.
  func write(_ manifest: CheckpointManifest, to partial: String) throws(CheckpointError) {
    let file = try SystemFile(writing: "\(partial)/\(CheckpointManifest.file)")
    var checksum = XXHash64()
    try file.write(manifest.bytes, &checksum)
    try file.synchronize()
    try SystemFolder.synchronize(partial)
  }

  private func requireAgreement(
    step: Int, facts: [String: String], keep: Int, on world: Communicator
  ) throws {
    let text = facts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    let given = "step \(step), keep \(keep), facts \(text.joined(separator: ", "))"
    let all = try world.allGather(Array(given.utf8)).map { String(decoding: $0, as: UTF8.self) }
    guard let other = all.firstIndex(where: { $0 != all[0] }) else { return }
    throw CheckpointError(
      code: .ranksDisagree,
      detail: "rank 0 has \(all[0]); rank \(other) has \(all[other]); all must have the same")
  }
}
