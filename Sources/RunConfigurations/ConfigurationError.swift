/// Why a configuration file could not be read.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: String, CaseIterable, Sendable {
    case missingFile, unreadableFile, invalidYAML, duplicateKey, unknownKey, missingKey, wrongType
    case outOfRange, unknownChoice, inconsistent, invalidModel
  }

  public let code: Code
  /// One line, `FILE:LINE: KEY is VALUE; expected …`.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  /// The detail alone, so that it begins with the place that an editor can jump to.
  public var description: String { detail }
}
