extension ShardIndex {
  /// Reads the first bytes of a shard, and makes sure that it is one, of a format that is known.
  ///
  /// - Parameter file: Open for reading.
  /// - Returns: `[headerBytes]`
  /// - Throws: `CheckpointError` with code `damaged` or `readFailed`.
  static func header(_ file: borrowing SystemFile) throws(CheckpointError) -> [UInt8] {
    let path = file.path
    func damaged(_ what: String) -> CheckpointError {
      CheckpointError(code: .damaged, detail: "\(path) \(what)")
    }
    let size = try file.size()
    guard size >= headerBytes else {
      throw damaged("has \(size) bytes; expected a shard, which has \(headerBytes) at least")
    }
    let header: [UInt8] = try file.read(headerBytes, at: 0)
    guard header.word(0) == magic else {
      throw damaged("is no shard of a checkpoint; expected one that begins with DUPLSHR1")
    }
    let format = Int(header.halfWord(8))
    guard format == CheckpointFormat.current else {
      throw damaged(CheckpointFormat.refusal(of: format))
    }
    return header
  }

  /// Reads the head of a shard.
  ///
  /// - Parameter file: Open for reading.
  /// - Throws: `CheckpointError` with code `damaged` where the file is no shard, of a newer format, or
  ///   lists what it does not hold; `readFailed`.
  init(_ file: borrowing SystemFile) throws(CheckpointError) {
    let path = file.path
    func damaged(_ what: String) -> CheckpointError {
      CheckpointError(code: .damaged, detail: "\(path) \(what)")
    }
    let size = try file.size()
    let header = try Self.header(file)
    guard let step = Int(exactly: header.word(24)), let headBytes = Int(exactly: header.word(32)),
      (Self.headerBytes...size).contains(headBytes)
    else { throw damaged("has a head that does not end inside; expected at most \(size) bytes") }
    let head: [UInt8] = try file.read(headBytes, at: 0)
    var reader = EntryReader(bytes: head, position: Self.headerBytes, fileBytes: size)
    var entries: [Entry] = []
    var offset = headBytes
    for index in 0..<Int(header.halfWord(20)) {
      guard let entry = reader.next(), entry.offset == offset else {
        throw damaged(
          "lists a piece \(index) that it cannot hold; expected one inside \(size) bytes")
      }
      entries.append(entry)
      offset = Self.aligned(offset + entry.bytes)
    }
    guard Self.aligned(reader.position) == headBytes else {
      throw damaged("has a head of \(headBytes) bytes; expected \(Self.aligned(reader.position))")
    }
    self.init(
      step: step, rank: Int(header.halfWord(12)), ranks: Int(header.halfWord(16)),
      entries: entries, headBytes: headBytes)
    guard fileBytes == size else {
      throw damaged("has \(size) bytes; expected \(fileBytes) for its pieces")
    }
  }
}

/// Reads the entries of an index, one after the other.
private struct EntryReader {
  let bytes: [UInt8]
  /// The next byte to read.
  var position: Int
  let fileBytes: Int
  private static let fixedBytes = 40

  /// The next entry; nil where it is not inside the head, or its piece not inside the file or tensor.
  mutating func next() -> ShardIndex.Entry? {
    let name = position + Self.fixedBytes
    guard name <= bytes.count else { return nil }

    let length = Int(bytes.halfWord(position))
    let codes = bytes.halfWord(position + 4)
    let numbers = [8, 16, 24, 32].compactMap { Int(exactly: bytes.word(position + $0)) }
    guard numbers.count == 4, name + length <= bytes.count,
      let kind = CheckpointPiece.Kind(rawValue: UInt8(truncatingIfNeeded: codes)),
      let format = ElementFormat(rawValue: UInt8(truncatingIfNeeded: codes >> 8)), codes >> 16 == 0,
      let tensor = String(validating: bytes[name..<name + length], as: UTF8.self)
    else { return nil }
    let (count, start, elements, offset) = (numbers[0], numbers[1], numbers[2], numbers[3])
    guard elements <= count, start <= count - elements, offset <= fileBytes,
      elements <= (fileBytes - offset) / format.bytes
    else { return nil }
    position = name + length
    return ShardIndex.Entry(
      tensor: tensor, kind: kind, format: format, count: count, start: start, elements: elements,
      offset: offset)
  }
}
