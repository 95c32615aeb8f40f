/// Why no cost can be given.
public struct CostError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable { case unsupportedPrecision, indivisible, outOfRange }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "cost error (\(code)): \(detail)" }
}
