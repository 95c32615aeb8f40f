internal import Glibc

/// Standard error of this process.
public enum StandardError {
  /// Writes in one piece, so that the lines of several processes do not mix.
  public static func write(_ text: String) {
    let bytes = Array(text.utf8)
    // Reason: Swift 6 gives no safe way to the file descriptor.
    _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  /// Whether a person may be looking.
  public static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }
}
