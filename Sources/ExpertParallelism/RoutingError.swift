/// Why tokens cannot be routed to experts as asked.
public struct RoutingError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A count or a scale that must be greater than 0 is not.
    case notPositive
    /// A speed, a weight or a load is below 0.
    case negative
    /// Experts, ranks, nodes or groups cannot be dealt out evenly.
    case indivisible
    /// Two inputs disagree on how long they are.
    case shapeMismatch
    /// A token's selection names an expert that does not exist.
    case expertOutOfRange
    /// More groups are to be kept, or more experts to be selected, than there are.
    case tooManySelected
    /// A score, a bias or a load is NaN or infinite where a finite number is needed.
    case notFinite
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "routing error (\(code)): \(detail)" }
}
