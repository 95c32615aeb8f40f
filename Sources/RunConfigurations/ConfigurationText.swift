internal import FoundationEssentials

/// The text of a configuration file.
struct ConfigurationText {
  /// Beyond every sensible file, so that a wrong path is refused before it fills the memory.
  static let sizeLimit = 1_048_576

  let path: String
  let text: String

  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// Reads a regular file of at most ``sizeLimit`` bytes of UTF-8.
  ///
  /// - Throws: `ConfigurationError` with code `missingFile` or `unreadableFile`.
  init(contentsOf path: String) throws(ConfigurationError) {
    guard fileExists(path: path) else {
      throw ConfigurationError(
        code: .missingFile, detail: "\(printable(path: path)): there is no such file; expected YAML"
      )
    }
    // Attributes are those of a link itself, so the link is followed first.
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else {
      throw Self.unreadable(path, "is not a file; expected YAML")
    }
    let size = attributes?[.size] as? Int ?? 0
    guard size <= Self.sizeLimit else { throw Self.unreadable(path, Self.tooLarge(size)) }
    guard let data = FileManager.default.contents(atPath: target) else {
      throw Self.unreadable(path, "cannot be opened; expected a readable file")
    }
    try self.init(path: path, bytes: Array(data))
  }

  init(path: String, bytes: [UInt8]) throws(ConfigurationError) {
    guard bytes.count <= Self.sizeLimit else {
      throw Self.unreadable(path, Self.tooLarge(bytes.count))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.unreadable(path, "is not UTF-8 text; expected YAML in UTF-8")
    }
    self.init(path: path, text: text)
  }

  private static func tooLarge(_ size: Int) -> String {
    "has \(size) bytes; expected at most \(sizeLimit)"
  }

  private static func unreadable(_ path: String, _ problem: String) -> ConfigurationError {
    ConfigurationError(code: .unreadableFile, detail: "\(printable(path: path)): \(problem)")
  }
}

func fileExists(path: String) -> Bool {
  !path.isEmpty && !path.utf8.contains(0) && FileManager.default.fileExists(atPath: path)
}

/// Whether there is something to read: not a folder.
func isFile(path: String) -> Bool {
  guard fileExists(path: path) else { return false }
  let target = URL(filePath: path).resolvingSymlinksInPath().path
  let type = (try? FileManager.default.attributesOfItem(atPath: target))?[.type]
  return type as? FileAttributeType != .typeDirectory
}

/// The path of a file that another file names, relative to that file's folder unless absolute.
func resolve(_ reference: String, besideFile path: String) -> String {
  guard !reference.hasPrefix("/"), let slash = path.lastIndex(of: "/") else { return reference }
  return path[...slash] + reference
}

/// A file's name without its folder and its ending: `deepseek-v3`.
func stem(ofPath path: String) -> String {
  let name = path.split(separator: "/").last ?? ""
  guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return String(name) }
  return String(name[..<dot])
}

/// A text from outside, fit for one line of a message: no control characters, cut behind `limit`.
func printable(_ text: String, limit: Int = 60) -> String {
  let shown = text.unicodeScalars.prefix(limit + 1).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
  }
  return shown.count > limit ? shown.prefix(limit).joined() + "…" : shown.joined()
}

/// A file's path for a message, whole, so that an editor finds the file.
func printable(path: String) -> String { printable(path, limit: 4096) }
