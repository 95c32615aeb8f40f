internal import Glibc

/// Standard output of this process.
public enum StandardOutput {
  /// Writes all of a text, however long.
  ///
  /// - Returns: False where it could not be: the disk is full, or the descriptor is closed. A reader
  ///   that has gone ends the process quietly, as it does other programs.
  public static func write(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      // Reason: Swift 6 gives no safe way to the file descriptor.
      let count = unsafe bytes[written...].withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  /// Whether a person may be looking.
  public static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
}
