public import MPIRuntime

extension CheckpointStore {
  /// Finds the newest checkpoint all of whose files are what was written, to the last bit.
  ///
  /// Every rank calls it, and gets the same. The ranks share the reading of the shards; nothing in the
  /// folder changes.
  ///
  /// - Parameter world: All ranks; not as many as wrote the checkpoint is fine.
  /// - Returns: The checkpoint, nil where there is none; and for each file of a newer one that was not
  ///   good its full name and why.
  /// - Throws: `CheckpointError` with code `folderUnusable`, the same on every rank; `MPIError` when a
  ///   message fails.
  /// - Complexity: O(bytes of the checkpoint / ranks) where the newest is good.
  public func newest(on world: Communicator) throws -> (
    checkpoint: Checkpoint?, refused: [String]
  ) {
    let search = try search(on: world)
    return (search.checkpoint, search.refused)
  }

  /// As ``newest(on:)``, with the steps of those that were not good.
  func search(on world: Communicator) throws -> CheckpointSearch {
    var search = CheckpointSearch()
    for entry in try candidates(on: world) {
      do {
        let manifest = try self.manifest(of: entry, on: world)
        let bad = try badShards(manifest, of: entry, on: world)
        guard !bad.isEmpty else {
          search.checkpoint = Checkpoint(manifest, folder: path(entry))
          return search
        }
        search.refused += bad
      } catch let error as CheckpointError {
        search.refused.append(error.detail)
      }
      search.refusedSteps.insert(entry.step)
    }
    return search
  }

  /// Those to look at, as rank 0 sees them: later steps first, and of one step the one in place first.
  private func candidates(on world: Communicator) throws -> [CheckpointNames] {
    var names: [CheckpointNames] = []
    try CheckpointAgreement.require(onFirstOf: world) { () throws(CheckpointError) in
      let found = try entries()
      names =
        (found.filter { $0.state == .old } + found.filter { $0.state == .complete })
        .sorted {
          ($0.step, $0.state == .complete ? 1 : 0) > ($1.step, $1.state == .complete ? 1 : 0)
        }
    }
    let text = names.map(\.name).joined(separator: "\n")
    let all = try world.broadcast(Array(text.utf8), from: 0)
    return String(decoding: all, as: UTF8.self).split(separator: "\n")
      .compactMap { CheckpointNames(String($0)) }
  }

  /// Reads a manifest on rank 0 for all.
  private func manifest(
    of entry: CheckpointNames, on world: Communicator
  ) throws -> CheckpointManifest {
    var bytes: [UInt8] = []
    try CheckpointAgreement.require(onFirstOf: world) { () throws(CheckpointError) in
      bytes = try self.manifest(of: entry).bytes
    }
    return try CheckpointManifest(
      world.broadcast(bytes, from: 0), path: path(entry), step: entry.step)
  }

  /// Looks at all shards, this rank at its part of them, and says on every rank which are not good.
  private func badShards(
    _ manifest: CheckpointManifest, of entry: CheckpointNames, on world: Communicator
  ) throws -> [String] {
    var bad: [String] = []
    let ranks = manifest.shards.count
    for rank in stride(from: world.rank, to: ranks, by: world.size) {
      do throws(CheckpointError) {
        try manifest.shards[rank].verify(
          "\(path(entry))/\(Shard.name(rank))", step: manifest.step, rank: rank, ranks: ranks)
      } catch {
        bad.append(error.detail)
      }
    }
    let all = try world.allGather(Array(bad.joined(separator: "\n").utf8))
    return all.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }
      .map(String.init).sorted()
  }
}
