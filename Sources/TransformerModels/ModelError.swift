/// Why a model could not be read.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    case unreadableFile, malformedJSON, unknownFamily, missingKey, wrongType, outOfRange
    /// Two keys contradict each other.
    case inconsistent
    /// A feature whose cost is not modelled.
    case unsupported
  }

  public let code: Code
  /// File and line, key and value, and what would be accepted; never a restatement of `code`.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "model error (\(code)): \(detail)" }
}
