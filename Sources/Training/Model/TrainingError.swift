internal import LinearAlgebra

/// Why a model could not be built or trained.
public struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// Sizes that should be equal are not.
    case shapesDisagree
    /// A model, or a setting of it, that cannot be trained here.
    case unsupportedModel
    /// A stage, microbatch or pass that is not there or not in order.
    case outOfOrder
    /// A number that is not finite, or too large for its format.
    case notFinite
    /// A product that could not be computed.
    case productFailed
    /// Tokens could not be routed to experts, or not be brought there and back.
    case exchangeFailed
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  init(_ error: LinearAlgebraError) {
    self.init(
      code: error.code == .unquantizable ? .notFinite : .productFailed, detail: error.detail)
  }

  public var description: String { "training error (\(code)): \(detail)" }
}
