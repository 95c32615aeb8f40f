/// Why parameters could not be brought together over ranks, or not be updated.
///
/// Errors about several ranks are the same on each of them.
public struct OptimizerError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A rank holds two parameters of one name.
    case duplicateName
    /// Copies of a tensor have different shapes, or a restored one another count of elements.
    case shapesDisagree
    /// A number that has to be in another range.
    case settingOutOfRange
    /// Gradients that are not finite.
    case notFinite
    /// Moments to restore that are not there.
    case momentsMissing
  }

  public let code: Code
  /// The offending names and values, and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "optimizer error (\(code)): \(detail)" }
}
