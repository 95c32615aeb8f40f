/// Why a schedule could not be played on ranks, or what was measured not be read.
public struct ExecutionError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A schedule has not as many ranks as there are processes, or a grid does not fit them.
    case wrongRankCount
    /// Ranks were started with different schedules.
    case schedulesDiffer
    /// Ranks hand over matrices of different shapes.
    case shapesDiffer
    /// What a stage gave to the next one is not there, or has another shape than all ranks agreed on.
    case wrongOutput
    /// What arrived is not what the stage's neighbour made for it.
    case wrongInput
    /// Durations that are no positive numbers, or too long to wait for.
    case wrongDuration
    /// An action whose duration was not measured.
    case notMeasured
    /// A file of measured durations that is not one.
    case unreadableDurations
  }

  public let code: Code
  /// The offending values, where they are, and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "execution error (\(code)): \(detail)" }
}
