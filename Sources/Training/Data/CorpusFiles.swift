internal import FoundationEssentials

/// Finds the files of a corpus.
struct CorpusFiles {
  /// Those with any byte, in the order of the bytes of their paths.
  private(set) var files: [CorpusFile] = []
  /// Those without, in the same order.
  private(set) var skipped: [String] = []

  /// - Throws: `DataError` with code `missingPath`, `unreadable`, `notAFile` or `folderLoop`.
  /// - Complexity: O(files), whatever their sizes.
  init(path: String) throws(DataError) {
    try add(path, inside: [])
    files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    skipped.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Adds a file, or what is in a folder.
  ///
  /// - Parameters:
  ///   - path: As messages show it.
  ///   - folders: The true paths of the folders that it is in, from the outermost.
  /// - Throws: `DataError` as above.
  private mutating func add(_ path: String, inside folders: [String]) throws(DataError) {
    // Attributes are those of a link itself, so links are followed first.
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    guard !path.isEmpty, !path.utf8.contains(0),
      let attributes = try? FileManager.default.attributesOfItem(atPath: target),
      attributes[.type] as? FileAttributeType != .typeSymbolicLink
    else {
      throw DataError(
        code: .missingPath,
        detail: "\(path): there is nothing, or a link that leads nowhere; expected a file or folder"
      )
    }
    switch attributes[.type] as? FileAttributeType {
    case .typeRegular?:
      // A `UInt` where the rest of Foundation is not linked, else a number that bridges.
      let size = attributes[.size] as? Int ?? (attributes[.size] as? UInt).map { Int($0) } ?? 0
      try require(target, isReadable: path)
      if size == 0 {
        skipped.append(path)
      } else {
        files.append(CorpusFile(path: path, size: size))
      }
    case .typeDirectory?:
      guard !folders.contains(target) else {
        throw DataError(
          code: .folderLoop,
          detail: "\(path): leads back to \(target), which it is in; expected folders without such "
            + "links")
      }
      try require(target, isReadable: path)
      for name in try names(in: path) where !name.hasPrefix(".") {
        try add(path.hasSuffix("/") ? path + name : "\(path)/\(name)", inside: folders + [target])
      }
    default:
      throw DataError(
        code: .notAFile, detail: "\(path): is neither a file nor a folder; expected one of them")
    }
  }

  private func require(_ target: String, isReadable path: String) throws(DataError) {
    guard FileManager.default.isReadableFile(atPath: target) else { throw Self.unreadable(path) }
  }

  private func names(in path: String) throws(DataError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw Self.unreadable(path)
    }
  }

  private static func unreadable(_ path: String) -> DataError {
    DataError(
      code: .unreadable, detail: "\(path): no permission to read it; expected a readable path")
  }
}
