/// The bytes of a file, or of all files in a folder, as tokens.
///
/// Files are documents, in the order of the bytes of their paths; an end mark stands behind each. In a
/// folder and the folders in it, names that begin with a dot are left out, links are followed, and
/// empty files are skipped. A folder to which several paths lead counts once, for the path that is met
/// first, names in the order of their bytes. Files are mapped into memory when they are needed and must not change
/// during a run; one that has another size when it is read is refused by name.
public final class ByteCorpus: TokenSource {
  public let count: Int
  public let fingerprint: String
  /// Paths of the empty files.
  public let skipped: [String]
  /// Paths of the folders that count for another path.
  public let repeated: [String]
  private let files: [CorpusFile]
  /// `[files + 1]`, where each document begins in the row of tokens, and the end.
  private let starts: [Int]
  private var mapped: [Int: MappedFile] = [:]

  /// Each keeps a file open, and systems limit those of a process; Linux to 1,024.
  private static let mostMapped = 256

  /// Finds the files, and reads at most 384 KiB of each for the fingerprint.
  ///
  /// - Parameter path: A file or folder, absolute or relative to the working directory.
  /// - Throws: `DataError` with code `missingPath`, `unreadable`, `notAFile`, `nameNotUTF8`, `folderLoop` or
  ///   `fileChanged` naming the path, `emptyCorpus` when there is no byte.
  /// - Complexity: O(files), whatever their sizes.
  public init(path: String) throws(DataError) {
    let found = try CorpusFiles(path: path)
    guard !found.files.isEmpty else {
      let what =
        found.skipped.isEmpty
        ? "a folder without files" : "\(found.skipped.count) files, all of them empty"
      throw DataError(
        code: .emptyCorpus,
        detail: "\(path): \(what); expected text (names that begin with a dot do not count)")
    }
    files = found.files
    skipped = found.skipped
    repeated = found.repeated
    starts = files.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.size + 1) }
    count = starts[files.count]
    // Names as seen from the folder, so that it may be moved.
    var names = ""
    for file in files {
      let name = file.path.utf8.dropFirst(path.utf8.count).drop { $0 == UInt8(ascii: "/") }
      let checksum = Hexadecimal.text(try file.sampledChecksum())
      names += "\(String(decoding: name, as: UTF8.self)) \(file.size) \(checksum)\n"
    }
    let hash = NormalNumbers.key(of: names, seed: 0)
    fingerprint = "bytes \(files.count) \(count) \(String(hash, radix: 16))"
  }

  public var remarks: [String] {
    Self.remark(skipped, "empty file skipped", "empty files skipped")
      + Self.remark(repeated, "folder taken once", "folders taken once")
  }

  private static func remark(_ paths: [String], _ one: String, _ several: String) -> [String] {
    guard let first = paths.first else { return [] }
    return [paths.count == 1 ? "1 \(one): \(first)" : "\(paths.count) \(several), first: \(first)"]
  }

  public func tokens(_ range: Range<Int>) throws(DataError) -> [Int32] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "tokens \(range) of 0 ..< \(count)")
    var tokens: [Int32] = []
    tokens.reserveCapacity(range.count)
    var document = document(at: range.lowerBound)
    while tokens.count < range.count {
      let first = range.lowerBound + tokens.count - starts[document]
      let end = min(files[document].size, range.upperBound - starts[document])
      if first < end {
        try file(document).append(first..<end, to: &tokens)
      }
      if tokens.count < range.count { tokens.append(ByteVocabulary.documentEnd) }
      document += 1
    }
    return tokens
  }

  /// The last document that begins at a token or before it.
  private func document(at token: Int) -> Int {
    var (low, high) = (0, files.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= token { low = middle } else { high = middle }
    }
    return low
  }

  private func file(_ document: Int) throws(DataError) -> MappedFile {
    if let file = mapped[document] { return file }
    if mapped.count >= Self.mostMapped { mapped = [:] }
    let file = try MappedFile(files[document])
    mapped[document] = file
    return file
  }
}
