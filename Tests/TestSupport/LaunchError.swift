/// Why a program could not be run to its end.
public struct LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable { case notBuilt, tookTooLong }

  public let code: Code
  /// The program, and where it was looked for or how long it ran.
  public let detail: String

  public var description: String { "launch error (\(code)): \(detail)" }
}
