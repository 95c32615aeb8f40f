/// Why a schedule could not be built, read, or run.
public struct ScheduleError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    case emptyPipeline, unknownSchedule, indivisible, tooFewMicrobatches, tooManyStages
    case unreadableAction, unreadableLayout, incomplete, duplicateAction, misplacedAction
    case deadlock, unreadableTimes, tooLarge
  }

  public let code: Code
  /// The offending values, where they are, and what would be accepted; never a restatement of
  /// `code`.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "schedule error (\(code)): \(detail)" }
}
