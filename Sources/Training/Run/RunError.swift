/// Why a training run could not begin or leave its traces: settings that do not fit each other, the
/// processes, or what is in its folders.
public struct RunError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// A batch that the ranks and the schedule cannot share out.
    case indivisibleBatch
    /// A setting that training cannot follow.
    case unsupportedSetting
    /// Processes were started with different settings.
    case settingsDiffer
    /// The run is to go on from a checkpoint, and there is none, or none that is good.
    case noCheckpoint
    /// The run is to begin anew, and the folder holds checkpoints.
    case folderNotEmpty
    /// A process cannot read the text, and others can.
    case textUnreadable
    /// Processes see different texts.
    case textsDiffer
    /// The file of metrics cannot be written.
    case metricsUnwritable
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "run error (\(code)): \(detail)" }
}
