import Logging
import MPIRuntime

/// What goes to standard error: notices, and progress where a person may be looking.
enum Console {
  private static let logger = Logger(label: "duplex") { _ in StandardErrorLog() }

  static func notice(_ text: String) { logger.notice("\(text)") }

  /// Overwrites one line of the terminal; nothing where there is none.
  static func progress(_ text: String) {
    guard StandardError.isTerminal else { return }
    StandardError.write("\r\u{1B}[K\(text)")
  }
}

/// Writes a line a message, without dates: the same run says the same.
private struct StandardErrorLog: LogHandler {
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { StandardError.write("\(event.level): \(event.message)\n") }
}
