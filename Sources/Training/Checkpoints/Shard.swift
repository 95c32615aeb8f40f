/// The part of a checkpoint that one rank wrote.
struct Shard: Hashable, Sendable {
  let bytes: Int
  /// Of the whole file.
  let checksum: UInt64

  /// The file's name in a checkpoint.
  static func name(_ rank: Int) -> String {
    let digits = String(rank)
    return "shard-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".bin"
  }

  /// Writes the pieces of one rank, and returns once they are on the disk.
  ///
  /// Elements go to the system from where they are, in parts that stay in a core's cache between the
  /// checksum and the writing.
  ///
  /// - Throws: `CheckpointError` with code `writeFailed`.
  /// - Complexity: O(bytes)
  static func write(
    _ pieces: [CheckpointPiece], to path: String, step: Int, rank: Int, ranks: Int
  ) throws(CheckpointError) -> Shard {
    let index = ShardIndex(step: step, rank: rank, ranks: ranks, pieces: pieces)
    let file = try SystemFile(writing: path)
    var checksum = XXHash64()
    try file.write(index.head, &checksum)
    for (piece, entry) in zip(pieces, index.entries) {
      switch piece.elements {
      case .float(let numbers): try file.write(numbers, &checksum)
      case .bfloat16(let patterns): try file.write(patterns, &checksum)
      }
      let zeros = [UInt8](repeating: 0, count: ShardIndex.aligned(entry.bytes) - entry.bytes)
      try file.write(zeros, &checksum)
    }
    try file.synchronize()
    return Shard(bytes: index.fileBytes, checksum: checksum.finish())
  }

  /// Makes sure that a file is this shard, to the last bit.
  ///
  /// - Throws: `CheckpointError` with code `damaged` or `readFailed`, which names the file.
  /// - Complexity: O(bytes)
  func verify(_ path: String, step: Int, rank: Int, ranks: Int) throws(CheckpointError) {
    func damaged(_ what: String) -> CheckpointError {
      CheckpointError(code: .damaged, detail: "\(path) \(what)")
    }
    let file = try SystemFile(reading: path)
    let size = try file.size()
    guard size == bytes else { throw damaged("has \(size) bytes; expected \(bytes)") }
    // Only a format that is known says what its bytes mean, and only good bytes mean anything.
    _ = try ShardIndex.header(file)
    let found = try file.checksum(size: size)
    guard found == checksum else {
      throw damaged(
        "has the checksum \(Hexadecimal.text(found)); expected \(Hexadecimal.text(checksum))")
    }
    let index = try ShardIndex(file)
    guard (index.step, index.rank, index.ranks) == (step, rank, ranks) else {
      throw damaged(
        "is shard \(index.rank) of \(index.ranks) of step \(index.step); expected shard \(rank) of "
          + "\(ranks) of step \(step)")
    }
  }
}
