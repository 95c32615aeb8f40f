/// Why a model cannot be spread over a cluster as asked.
public struct ClusterError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    case notPositive, gpuCountMismatch, indivisibleExperts, tensorBeyondNode
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "cluster error (\(code)): \(detail)" }
}
