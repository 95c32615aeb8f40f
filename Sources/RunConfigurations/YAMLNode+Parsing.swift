internal import Yams

extension YAMLNode {
  /// Deeper than any configuration file needs; Yams itself stops at 1,000.
  private static let depthLimit = 16

  private static let tooDeep =
    "nested deeper than a configuration is; expected at most \(depthLimit) levels"

  /// Reads the one document of a file.
  ///
  /// Anchors are refused: a few lines of aliases to aliases stand for more nodes than memory holds.
  ///
  /// - Throws: `ConfigurationError` with code `invalidYAML` or `duplicateKey`.
  init(parsing file: ConfigurationText) throws(ConfigurationError) {
    if let (line, name) = Self.firstAnchor(in: file.text) {
      throw Self.invalid(
        file, line, "\(printable(name)) is an anchor or an alias; expected plain values")
    }
    do {
      // Without rules the resolver leaves every scalar a text: what is a number, the reader decides.
      let parser = try Parser(yaml: file.text, resolver: .basic, encoding: .utf8)
      guard let root = try parser.singleRoot() else {
        throw Self.invalid(file, 1, "the file is empty; expected a mapping")
      }
      try self.init(root, in: file, depth: 0)
    } catch let error as ConfigurationError {
      throw error
    } catch let error as YamlError {
      throw Self.error(error, in: file)
    } catch {
      throw Self.invalid(file, 1, "cannot be read, \(error); expected YAML")
    }
  }

  private init(_ node: Node, in file: ConfigurationText, depth: Int) throws(ConfigurationError) {
    line = node.mark?.line ?? 1
    guard depth < Self.depthLimit else {
      throw Self.invalid(file, line, Self.tooDeep)
    }
    let tag = node.tag.description
    guard ["str", "seq", "map"].contains(where: { tag == "tag:yaml.org,2002:\($0)" }) else {
      throw Self.invalid(file, line, "\(printable(tag)) is a tag; expected plain values")
    }
    switch node {
    case .scalar(let scalar):
      content = .scalar(scalar.string, isQuoted: scalar.style != .plain)
    case .sequence(let sequence):
      var list: [YAMLNode] = []
      for element in sequence { list.append(try YAMLNode(element, in: file, depth: depth + 1)) }
      content = .list(list)
    case .mapping(let mapping):
      var entries: [Entry] = []
      for (key, value) in mapping {
        guard case .scalar(let scalar) = key else {
          throw Self.invalid(file, key.mark?.line ?? line, "a key is not a text; expected a name")
        }
        entries.append(
          Entry(
            key: scalar.string, line: scalar.mark?.line ?? line,
            value: try YAMLNode(value, in: file, depth: depth + 1)))
      }
      content = .mapping(entries)
    case .alias:
      throw Self.invalid(file, line, "an alias; expected plain values")
    }
  }

  /// The first word that could begin an anchor or an alias, wherever it stands: telling quotes and
  /// comments apart would take the parser that this guards.
  private static func firstAnchor(in text: String) -> (line: Int, name: String)? {
    var (line, previous) = (1, UInt8(ascii: "\n"))
    let bytes = text.utf8
    for index in bytes.indices {
      let byte = bytes[index]
      if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), startsToken(after: previous) {
        let name = bytes[index...].prefix { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ",") }
        if name.count > 1 { return (line, String(Substring(name))) }
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
      previous = byte
    }
    return nil
  }

  /// Whether a YAML token may begin behind a byte; bytes beyond ASCII count, for YAML's line breaks.
  private static func startsToken(after byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || byte >= 0x80 || "[]{},:?-\"'".utf8.contains(byte)
  }

  private static func error(_ error: YamlError, in file: ConfigurationText) -> ConfigurationError {
    switch error {
    case .parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"):
      return invalid(file, mark.line, tooDeep)
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return invalid(
        file, mark.line, "not YAML at column \(mark.column), \(problem); expected YAML")
    case .reader(let problem, let offset, _, _):
      let before = file.text.prefix(offset ?? 0)
      return invalid(
        file, 1 + before.count(where: \.isNewline), "not YAML, \(problem); expected YAML")
    case .duplicatedKeysInMapping(let keys, let context):
      let key = printable(keys.first ?? "")
      return ConfigurationError(
        code: .duplicateKey,
        detail:
          "\(printable(path: file.path)):\(context.mark.line): \(key) is given more than once, "
          + "here first; expected once")
    case .memory:
      return invalid(file, 1, tooDeep)
    default:
      return invalid(file, 1, "cannot be read; expected YAML")
    }
  }

  private static func invalid(
    _ file: ConfigurationText, _ line: Int, _ problem: String
  ) -> ConfigurationError {
    ConfigurationError(
      code: .invalidYAML, detail: "\(printable(path: file.path)):\(line): \(problem)")
  }
}
