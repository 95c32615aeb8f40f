/// Why numbers could not be quantised, or codes and scales not put together.
public struct QuantizationError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A number that is infinite or no number.
    case nonFiniteValue
    /// A scale whose product with the format's greatest number is no `Float`.
    case scaleOverflow
    /// A scale that is zero, negative, not finite, or too small to divide by.
    case unusableScale
    /// Counts that do not follow from rows and columns.
    case shapeMismatch
    /// A history of no steps.
    case emptyHistory
  }

  public let code: Code
  /// The offending values and where they are, and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "quantisation error (\(code)): \(detail)" }
}
