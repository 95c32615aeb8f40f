/// Where the keys of a configuration file stand, for messages about what came of their values.
public struct ConfigurationPlaces: Hashable, Sendable {
  private let path: String
  /// By dotted keys.
  private let lines: [String: Int]

  /// Reads the lines of a file's keys, whatever they are.
  ///
  /// - Throws: `ConfigurationError` where it cannot be read or is no YAML.
  public init(path: String) throws(ConfigurationError) {
    var lines: [String: Int] = [:]
    Self.collect(try YAMLNode(parsing: ConfigurationText(contentsOf: path)), "", &lines)
    self.path = path
    self.lines = lines
  }

  /// A key with its place.
  ///
  /// - Parameter key: Dotted.
  /// - Returns: `mini.yaml:5: parallelism.pipeline`, without a line where the file does not give it.
  public func place(of key: String) -> String {
    let line = lines[key].map { ":\($0)" } ?? ""
    return "\(printable(path: path))\(line): \(key)"
  }

  private static func collect(_ node: YAMLNode, _ prefix: String, _ lines: inout [String: Int]) {
    guard case .mapping(let entries) = node.content else { return }
    for entry in entries {
      lines[prefix + entry.key] = entry.value.line
      collect(entry.value, "\(prefix)\(entry.key).", &lines)
    }
  }
}
