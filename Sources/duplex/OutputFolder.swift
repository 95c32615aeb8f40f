import FoundationEssentials

/// Where a command leaves its files.
struct OutputFolder {
  let path: String

  /// Makes the folder, and those above it.
  ///
  /// - Throws: `InputError` where it cannot be made or written to.
  init(_ path: String) throws {
    self.path = path
    let files = FileManager.default
    do {
      try files.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw InputError(
        "--output \(path): the folder cannot be made; expected a path that can be written to")
    }
    guard files.isWritableFile(atPath: path) else {
      throw InputError("--output \(path): expected a folder that can be written to")
    }
  }

  /// Writes a file, in place of one of the same name.
  ///
  /// - Throws: `InputError` where it cannot be written.
  func write(_ bytes: [UInt8], to name: String) throws {
    do {
      try Data(bytes).write(to: URL(filePath: path).appending(path: name))
    } catch {
      throw InputError("\(path)/\(name): cannot be written")
    }
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }
}
