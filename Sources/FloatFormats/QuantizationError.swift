/// Why numbers could not be quantised, or codes and scales not put together.
public struct QuantizationError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A number that is infinite or no number.
    case nonFiniteValue
    /// Numbers so large that their scale's product with the format's greatest number is no `Float`.
    case scaleOverflow
    /// A given scale that is zero, negative, not finite, too small to divide by, or too large.
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
