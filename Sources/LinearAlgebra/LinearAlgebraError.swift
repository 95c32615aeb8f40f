public import FloatFormats

/// Why a product could not be computed.
public struct LinearAlgebraError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// Sizes that should be equal are not.
    case shapesDisagree
    /// A size is beyond what the BLAS library counts to.
    case tooLarge
    /// Sums cannot be promoted where it is asked for.
    case promotionInterval
    /// Numbers that no eight-bit code and scale stand for.
    case unquantizable
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  /// Passes on why a factor could not be quantised.
  public init(_ error: QuantizationError) {
    self.init(code: .unquantizable, detail: error.description)
  }

  public var description: String { "linear algebra error (\(code)): \(detail)" }
}
