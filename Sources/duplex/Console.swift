import Logging
import MPIRuntime

/// What people and programs read: results on standard output; notices, failures, and progress where
/// a person may be looking, on standard error.
enum Console {
  private static let logger = Logger(label: "duplex") { _ in StandardErrorLog() }

  /// - Throws: ``OutputError`` where the text could not be written.
  static func result(_ text: String) throws {
    guard StandardOutput.write(text) else { throw OutputError() }
  }

  /// Whether results go to a terminal.
  ///
  /// What mpirun starts writes to one in any case, and mpirun copies that to wherever its own output
  /// goes, so there the answer is no.
  static var isTerminal: Bool { !MPIEnvironment.isLaunched && StandardOutput.isTerminal }

  static func notice(_ text: String) { logger.notice("\(text)") }

  static func failure(_ error: any Error) {
    progress("")
    StandardError.write("duplex: \(error)\n")
  }

  /// Overwrites one line of the terminal; nothing where there is none.
  static func progress(_ text: String) {
    guard StandardError.isTerminal else { return }
    StandardError.write("\r\u{1B}[K\(text)")
  }
}

/// The result did not reach its reader.
struct OutputError: Error, CustomStringConvertible {
  let description = "standard output: cannot be written; is it closed, or the disk full?"
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
