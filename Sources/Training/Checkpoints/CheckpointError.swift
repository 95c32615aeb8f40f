/// Why a checkpoint could not be written, read or used.
///
/// What all ranks do together fails on all of them with the same error.
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: UInt8, Hashable, Sendable, CaseIterable {
    /// The folder of checkpoints is a file, or cannot be made or looked into.
    case folderUnusable
    /// A file could not be written to the end, for instance because the disk is full.
    case writeFailed
    /// A file could not be read.
    case readFailed
    /// What takes the place of another checkpoint could not, or an older one could not be removed.
    case replaceFailed
    /// A file is not what it was when it was written, or of a newer format.
    case damaged
    /// Ranks gave different steps, facts or numbers of checkpoints to keep.
    case ranksDisagree
    /// The checkpoint is of another run than the one that wants to go on from it.
    case factsDiffer
    /// The pieces do not have the elements that were asked for.
    case elementsMissing
    /// Another run writes to the folder.
    case folderBusy
  }

  public let code: Code
  /// The full name of the file or the offending values, and what to do about it.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "checkpoint error (\(code)): \(detail)" }
}
