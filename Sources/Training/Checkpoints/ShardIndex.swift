/// The head of a shard: which pieces it holds, and where.
///
/// Whole numbers are little endian. A header of 64 bytes (magic, format, rank, ranks, pieces, step,
/// bytes of the head) is followed by one entry for each piece (a name's length, kind and format of
/// elements, elements of the tensor, first place, elements, offset in the file, name). The head and
/// every piece begin at a multiple of 64 bytes, with zeros between.
struct ShardIndex: Hashable {
  static let magic: UInt64 = 0x3152_4853_4C50_5544  // "DUPLSHR1" as bytes
  static let headerBytes = 64
  static let alignment = 64
  private static let entryBytes = 40

  /// Where one piece lies.
  struct Entry: Hashable {
    var tensor: String
    var kind: CheckpointPiece.Kind
    var format: ElementFormat
    var count: Int
    var start: Int
    var elements: Int
    /// In bytes, from the beginning of the file.
    var offset: Int

    var bytes: Int { elements * format.bytes }
  }

  let step: Int
  let rank: Int
  let ranks: Int
  let entries: [Entry]
  /// Bytes before the first piece.
  let headBytes: Int

  init(step: Int, rank: Int, ranks: Int, entries: [Entry], headBytes: Int) {
    (self.step, self.rank, self.ranks) = (step, rank, ranks)
    (self.entries, self.headBytes) = (entries, headBytes)
  }

  /// Lays pieces out one after the other.
  init(step: Int, rank: Int, ranks: Int, pieces: [CheckpointPiece]) {
    let names = pieces.reduce(0) { $0 + Self.entryBytes + $1.tensor.utf8.count }
    let headBytes = Self.aligned(Self.headerBytes + names)
    var entries: [Entry] = []
    var offset = headBytes
    for piece in pieces {
      let entry = Entry(
        tensor: piece.tensor, kind: piece.kind, format: ElementFormat(piece.elements),
        count: piece.count, start: piece.start, elements: piece.elements.count, offset: offset)
      entries.append(entry)
      offset = Self.aligned(offset + entry.bytes)
    }
    self.init(step: step, rank: rank, ranks: ranks, entries: entries, headBytes: headBytes)
  }

  /// Bytes of the whole file.
  var fileBytes: Int { entries.last.map { Self.aligned($0.offset + $0.bytes) } ?? headBytes }

  /// What stands in the file before the first piece: `[headBytes]`.
  var head: [UInt8] {
    var bytes = LittleEndianBytes()
    bytes.append(Self.magic)
    for number in [CheckpointFormat.current, rank, ranks, entries.count] {
      bytes.append(UInt32(number))
    }
    for number in [step, headBytes] { bytes.append(UInt64(number)) }
    bytes.pad(to: Self.headerBytes)
    for entry in entries {
      bytes.append(UInt32(entry.tensor.utf8.count))
      bytes.append(UInt32(entry.kind.rawValue) | UInt32(entry.format.rawValue) << 8)
      for number in [entry.count, entry.start, entry.elements, entry.offset] {
        bytes.append(UInt64(number))
      }
      bytes.append(entry.tensor)
    }
    bytes.pad(to: headBytes)
    return bytes.bytes
  }

  /// The next multiple of the alignment.
  static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }
}
