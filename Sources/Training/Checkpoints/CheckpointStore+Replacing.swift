/// What rank 0 does to whole checkpoints. Only names change that ``CheckpointNames`` knows.
extension CheckpointStore {
  /// Those in the folder, whatever their state, in the order of steps.
  func entries() throws(CheckpointError) -> [CheckpointNames] {
    try SystemFolder.names(folder).compactMap { CheckpointNames($0) }.sorted { $0.step < $1.step }
  }

  /// Ends what an earlier save began.
  ///
  /// - Complexity: O(entries), and O(bytes of the checkpoint) where a replacement was not ended.
  func clearLeftovers() throws(CheckpointError) {
    let entries = try entries()
    for entry in entries where entry.state == .partial { try SystemFolder.remove(path(entry)) }
    // What cannot be deleted takes space, and is in nobody's way.
    for entry in entries where entry.state == .removed { try? SystemFolder.remove(path(entry)) }
    for entry in entries where entry.state == .old {
      let complete = CheckpointNames(step: entry.step)
      if entries.contains(complete) {
        // Only a good one in its place makes it superfluous, or nothing good in either.
        guard !isGood(complete), isGood(entry) else {
          try? remove([entry])
          continue
        }
        // Where it cannot go, the next line says so.
        try? remove([complete])
      }
      try SystemFolder.rename(path(entry), to: path(complete))
    }
  }

  /// Whether every byte of a checkpoint is what was written.
  private func isGood(_ entry: CheckpointNames) -> Bool {
    do throws(CheckpointError) {
      let shards = try manifest(of: entry).shards
      for (rank, shard) in shards.enumerated() {
        try shard.verify(
          "\(path(entry))/\(Shard.name(rank))", step: entry.step, rank: rank, ranks: shards.count)
      }
      return true
    } catch { return false }
  }

  /// Gives a partial checkpoint its name, in place of one of the same step.
  ///
  /// At every moment one of the two is whole under a name that is looked for; the one before stays as
  /// `.old`.
  func publish(_ step: Int) throws(CheckpointError) {
    let complete = CheckpointNames(step: step)
    let old = CheckpointNames(step: step, .old)
    let replaces = try SystemFolder.entry(path(complete)) != .nothing
    if replaces { try SystemFolder.rename(path(complete), to: path(old)) }
    try SystemFolder.rename(path(CheckpointNames(step: step, .partial)), to: path(complete))
    try SystemFolder.synchronize(folder)
  }

  /// Removes the checkpoints before those to keep, and the one that was replaced last; those of later
  /// steps stay.
  ///
  /// - Parameters:
  ///   - step: Of the newest to count.
  ///   - keep: As many as are to stay.
  ///   - refused: Steps whose checkpoints do not count, for they are known not to be good.
  /// - Throws: `CheckpointError` with code `replaceFailed`, for the first that cannot be removed, when
  ///   all others are.
  func removeOlder(
    than step: Int, keep: Int, notCounting refused: Set<Int>
  ) throws(CheckpointError) {
    var left = keep
    let entries = try entries()
    var removed = entries.filter { $0 == CheckpointNames(step: step, .old) }
    for entry in entries.reversed() where entry.state == .complete && entry.step <= step {
      if left == 0 {
        removed.append(entry)
      } else if !refused.contains(entry.step), looksWhole(entry) {
        left -= 1
      }
    }
    try remove(removed)
  }

  /// Removes checkpoints; none is left half deleted under a name that is looked for.
  private func remove(_ entries: [CheckpointNames]) throws(CheckpointError) {
    guard !entries.isEmpty else { return }
    var leaving: [CheckpointNames] = []
    var failure: CheckpointError?
    for entry in entries {
      do throws(CheckpointError) {
        let removed = CheckpointNames(step: entry.step, .removed)
        // Where files of others keep that name, this one is deleted under its own, manifest first.
        let isFree = try SystemFolder.entry(path(removed)) == .nothing
        if isFree { try SystemFolder.rename(path(entry), to: path(removed)) }
        leaving.append(isFree ? removed : entry)
      } catch { failure = failure ?? error }
    }
    try SystemFolder.synchronize(folder)
    for entry in leaving {
      do throws(CheckpointError) { try SystemFolder.remove(path(entry)) } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  /// Whether the manifest is good and every shard has its length.
  private func looksWhole(_ entry: CheckpointNames) -> Bool {
    do throws(CheckpointError) {
      let manifest = try manifest(of: entry)
      for (rank, shard) in manifest.shards.enumerated() {
        let file = try SystemFile(reading: "\(path(entry))/\(Shard.name(rank))")
        guard try file.size() == shard.bytes else { return false }
      }
      return true
    } catch { return false }
  }

  /// Reads the manifest of a checkpoint.
  ///
  /// - Throws: `CheckpointError` with code `damaged` or `readFailed`.
  func manifest(of entry: CheckpointNames) throws(CheckpointError) -> CheckpointManifest {
    let path = "\(path(entry))/\(CheckpointManifest.file)"
    let file = try SystemFile(reading: path)
    let size = try file.size()
    guard size <= CheckpointManifest.mostBytes else {
      throw CheckpointError(
        code: .damaged,
        detail: "\(path) has \(size) bytes; expected at most \(CheckpointManifest.mostBytes)")
    }
    return try CheckpointManifest(file.read(size, at: 0), path: path, step: entry.step)
  }
}
