internal import FoundationEssentials
internal import Glibc

/// Finds the files of a corpus.
struct CorpusFiles {
  /// Those with any byte, in the order of the bytes of their paths.
  private(set) var files: [CorpusFile] = []
  /// Those without, in the same order.
  private(set) var skipped: [String] = []
  /// Paths, in the same order, of folders that another path led to before.
  private(set) var repeated: [String] = []
  private var visited: Set<FileIdentity> = []

  /// - Throws: `DataError` with code `missingPath`, `unreadable`, `notAFile`, `nameNotUTF8` or
  ///   `folderLoop`.
  /// - Complexity: O(files + links), whatever their sizes.
  init(path: String) throws(DataError) {
    try add(path, inside: [])
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    skipped.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    repeated.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds a file, or what is in a folder.
  ///
  /// - Parameters:
  ///   - path: As messages show it.
  ///   - folders: Those that it is in, from the outermost.
  /// - Throws: `DataError` as above.
  private mutating func add(
    _ path: String, inside folders: [(path: String, identity: FileIdentity)]
  ) throws(DataError) {
    let status = try Self.status(path)
    switch status.st_mode & S_IFMT {
    case S_IFREG:
      try Self.requireReadable(path)
      if status.st_size == 0 {
        skipped.append(path)
      } else {
        files.append(CorpusFile(path: path, size: status.st_size))
      }
    case S_IFDIR:
      let identity = FileIdentity(status)
      if let outer = folders.first(where: { $0.identity == identity }) {
        throw DataError(
          code: .folderLoop,
          detail: "\(path): leads back to \(outer.path), which it is in; expected folders without "
            + "such links")
      }
      // Through links that lead to the same folders there may be more paths than can be walked.
      guard visited.insert(identity).inserted else { return repeated.append(path) }
      try Self.requireReadable(path)
      for name in try Self.names(in: path) {
        try add(Self.joined(path, name), inside: folders + [(path, identity)])
      }
    default:
      throw DataError(
        code: .notAFile, detail: "\(path): is neither a file nor a folder; expected one of them")
    }
  }

  /// What is at a path, links followed.
  private static func status(_ path: String) throws(DataError) -> stat {
    var status = stat()
    // Reason: the system reads a path and fills a structure that it is given.
    if !path.isEmpty, !path.utf8.contains(0), unsafe stat(path, &status) == 0 { return status }
    if !path.isEmpty, errno == EACCES { throw unreadable(path) }
    throw DataError(
      code: .missingPath,
      detail: "\(path): there is nothing, or a link that leads nowhere; expected a file or folder")
  }

  private static func requireReadable(_ path: String) throws(DataError) {
    // Reason: the system reads a path that it is given.
    guard unsafe access(path, R_OK) == 0 else { throw unreadable(path) }
  }

  /// The names in a folder that do not begin with a dot, in the order of their bytes.
  private static func names(in path: String) throws(DataError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw unreadable(path)
    }
    for name in names where name.contains("\u{FFFD}") && !name.hasPrefix(".") {
      // What stands for bytes that are no text leads nowhere, unless the name has it itself.
      var status = stat()
      let file = joined(path, name)
      // Reason: as above.
      guard unsafe lstat(file, &status) == 0 else {
        throw DataError(
          code: .nameNotUTF8, detail: "\(file): the name is not UTF-8; expected one that is")
      }
    }
    return names.filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func joined(_ path: String, _ name: String) -> String {
    path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  private static func unreadable(_ path: String) -> DataError {
    DataError(
      code: .unreadable, detail: "\(path): no permission to read it; expected a readable path")
  }
}

/// What is the same for all paths that lead to a file or folder.
private struct FileIdentity: Hashable {
  let device: dev_t
  let number: ino_t

  init(_ status: stat) { (device, number) = (status.st_dev, status.st_ino) }
}
