/// A checkpoint that was found good.
public struct Checkpoint: Hashable, Sendable {
  /// Steps done.
  public let step: Int
  /// As they were given to the save.
  public let facts: [String: String]
  /// Ranks that wrote it.
  public let ranks: Int
  /// Its own folder.
  public let folder: String

  init(_ manifest: CheckpointManifest, folder: String) {
    step = manifest.step
    facts = manifest.facts
    ranks = manifest.shards.count
    self.folder = folder
  }

  /// Reads the pieces of some tensors, whichever ranks wrote them, and nothing of the others.
  ///
  /// - Parameter wanted: Names of tensors; those that the checkpoint does not have give nothing.
  /// - Returns: In the order of the ranks that wrote them; `elements(of:_:count:in:)` of the array puts
  ///   them together.
  /// - Throws: `CheckpointError` with code `readFailed`, or `damaged` where a file has changed since.
  /// - Complexity: O(pieces of the checkpoint + bytes of the wanted)
  public func read(_ wanted: Set<String>) throws(CheckpointError) -> [CheckpointPiece] {
    var pieces: [CheckpointPiece] = []
    for rank in 0..<ranks {
      let file = try SystemFile(reading: "\(folder)/\(Shard.name(rank))")
      for entry in try ShardIndex(file).entries where wanted.contains(entry.tensor) {
        let elements: CheckpointPiece.Elements
        switch entry.format {
        case .float: elements = .float(try file.read(entry.elements, at: entry.offset))
        case .bfloat16: elements = .bfloat16(try file.read(entry.elements, at: entry.offset))
        }
        pieces.append(
          CheckpointPiece(
            tensor: entry.tensor, kind: entry.kind, count: entry.count, start: entry.start,
            elements: elements))
      }
    }
    return pieces
  }

  /// Makes sure that the checkpoint is of the run that wants to go on from it.
  ///
  /// - Parameter expected: The facts that have to be the same; others may differ.
  /// - Throws: `CheckpointError` with code `factsDiffer`, which names each with both values.
  public func require(_ expected: [String: String]) throws(CheckpointError) {
    let differences = expected.sorted { $0.key < $1.key }.compactMap { key, value in
      facts[key] == value
        ? nil : "\(key) is \(facts[key].map { "\"\($0)\"" } ?? "missing"), expected \"\(value)\""
    }
    guard differences.isEmpty else {
      throw CheckpointError(
        code: .factsDiffer, detail: "\(folder): \(differences.joined(separator: "; "))")
    }
  }
}
