/// Why tokens could not be exchanged.
public struct ExchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Int, Hashable, Sendable {
    /// A size of the exchange is not positive, or does not fit the ranks.
    case settingOutOfRange = 1
    /// Rows, ids, weights or scales have not the number that the settings ask for.
    case shapeMismatch
    /// A token's selection names an expert that does not exist.
    case expertOutOfRange
    /// Ranks called an operation with different shapes, or different operations.
    case ranksDisagree
    /// Another rank refused its own input, so that this rank cannot go on either.
    case refusedElsewhere
    /// A handle, or shared rows, of another exchange.
    case foreignHandle
    /// The exchange was closed, or a message failed in it before.
    case closed
    /// A message between ranks, or their shared memory, failed.
    case messagingFailed
  }

  public let code: Code
  /// The offending values and ranks, and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "exchange error (\(code)): \(detail)" }
}
