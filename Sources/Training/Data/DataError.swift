/// Why text could not be read or cut into sequences.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// There is nothing at a path.
    case missingPath
    /// A file or folder that may not be read.
    case unreadable
    /// What is neither a file nor a folder, such as a device.
    case notAFile
    /// A name of bytes that are no text.
    case nameNotUTF8
    /// A folder that contains itself, through a link.
    case folderLoop
    /// No file with any byte.
    case emptyCorpus
    /// A file that is not as long as when the run began.
    case fileChanged
    /// Fewer tokens than the sequences need.
    case tooShort
    /// A length, share or count that makes no sense.
    case wrongSetting
    /// A model that does not know all tokens of a text.
    case smallVocabulary
  }

  public let code: Code
  /// The offending values and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "data error (\(code)): \(detail)" }
}
