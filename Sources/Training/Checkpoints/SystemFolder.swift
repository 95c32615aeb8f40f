internal import FoundationEssentials
internal import Glibc

/// What checkpoints do to folders, with errors that bear the full name.
enum SystemFolder {
  /// What can be at a path.
  enum Entry { case folder, other, nothing }

  /// Finds out what is at a path.
  ///
  /// - Parameters:
  ///   - path: Absolute or relative.
  ///   - followsLinks: Whether a link is what it leads to.
  /// - Returns: `nothing` only where the system is sure of it.
  /// - Throws: `CheckpointError` with code `folderUnusable` where that cannot be known.
  static func entry(
    _ path: String, followsLinks: Bool = false
  ) throws(CheckpointError) -> Entry {
    var status = stat()
    // Reason: the system reads a path and fills a structure that it is given.
    guard unsafe (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
      let number = errno
      guard number == ENOENT else { throw CheckpointError(.folderUnusable, path, number) }
      return .nothing
    }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
  }

  /// Makes a folder and those above it; one that is there already is fine.
  ///
  /// - Throws: `CheckpointError` with code `folderUnusable`.
  static func make(_ path: String) throws(CheckpointError) {
    // Opening follows links, and tells a file from a folder.
    if (try? SystemFile(folder: path, .folderUnusable)) != nil { return }
    let parent = self.parent(of: path)
    if parent != path { try make(parent) }
    // Reason: the system reads a path that it is given.
    guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw CheckpointError(.folderUnusable, path, errno)
    }
    try SystemFile(folder: path, .folderUnusable).synchronize()
    try synchronize(parent)
  }

  /// The names in a folder, sorted; none where there is no such folder.
  ///
  /// - Throws: `CheckpointError` with code `folderUnusable`.
  static func names(_ path: String) throws(CheckpointError) -> [String] {
    if try entry(path) == .nothing { return [] }
    _ = try SystemFile(folder: path, .folderUnusable)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      throw CheckpointError(.folderUnusable, path, EIO)
    }
    return names.sorted()
  }

  /// Gives a folder or file another name, which is free.
  ///
  /// - Throws: `CheckpointError` with code `replaceFailed`.
  static func rename(_ path: String, to other: String) throws(CheckpointError) {
    // Reason: the system reads two paths that it is given.
    guard unsafe Glibc.rename(path, other) == 0 else {
      let number = errno
      throw CheckpointError(.replaceFailed, "\(path), to be named \(other)", number)
    }
  }

  /// Makes durable which entries a folder has.
  ///
  /// - Throws: `CheckpointError` with code `writeFailed`.
  static func synchronize(_ path: String) throws(CheckpointError) {
    try SystemFile(folder: path, .writeFailed).synchronize()
  }

  /// Removes a file, or a folder with the files of a checkpoint; what else is in it stays, and so does
  /// the folder then.
  ///
  /// - Throws: `CheckpointError` with code `replaceFailed`.
  static func remove(_ path: String) throws(CheckpointError) {
    guard try entry(path) == .folder else { return try removeFile(path) }
    for name in try names(path) where CheckpointNames.isPart(name) {
      try removeFile("\(path)/\(name)")
    }
    // Reason: the system reads a path that it is given.
    guard unsafe rmdir(path) == 0 || errno == ENOTEMPTY || errno == EEXIST else {
      throw CheckpointError(.replaceFailed, path, errno)
    }
  }

  /// Removes what is no folder, if it is there.
  private static func removeFile(_ path: String) throws(CheckpointError) {
    // Reason: the system reads a path that it is given.
    guard unsafe unlink(path) == 0 || errno == ENOENT || errno == EISDIR else {
      throw CheckpointError(.replaceFailed, path, errno)
    }
  }

  private static func parent(of path: String) -> String {
    let trimmed = path.last == "/" ? path.dropLast() : path[...]
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }
}
