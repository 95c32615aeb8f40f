internal import Glibc

extension CheckpointError {
  /// What the system said about a file.
  ///
  /// - Parameters:
  ///   - code: Of the error.
  ///   - path: The full name of the file.
  ///   - number: The system's error number.
  init(_ code: Code, _ path: String, _ number: Int32) {
    // Reason: the system gives a text of its own, which ends with a zero.
    let text = unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    let remedy = Self.remedy(number).map { "; \($0)" } ?? ""
    self.init(code: code, detail: "\(path): \(text)\(remedy)")
  }

  private static func remedy(_ number: Int32) -> String? {
    switch number {
    case ENOSPC, EDQUOT: "free space there, or choose a folder on another disk"
    case EFBIG: "raise the limit of a file's size, or choose a folder on another disk"
    case EACCES, EPERM, EROFS: "give this user the right to write there, or choose another folder"
    case ENOTDIR, EEXIST: "expected a folder there, not a file"
    case EMFILE, ENFILE: "raise the limit of open files"
    case EIO: "the disk fails; choose a folder on another one"
    case ENOENT: "expected it to be there"
    default: nil
    }
  }
}
