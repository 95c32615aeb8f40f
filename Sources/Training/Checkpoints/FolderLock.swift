internal import Glibc
internal import Synchronization

/// Keeps other runs from writing to a folder, from ``take(_:)`` on for as long as it lives.
///
/// The system gives the lock up with the process, however that ends. The locked file stays, and means
/// nothing by being there.
final class FolderLock: Sendable {
  static let file = "lock"
  private let descriptor = Mutex<Int32?>(nil)
  /// How often it is tried, 50 milliseconds apart: a run that was killed takes a moment to be gone.
  private static let tries = 60
  private static let pause: UInt32 = 50_000

  deinit {
    descriptor.withLock { descriptor in
      if let descriptor { close(descriptor) }
    }
  }

  /// Locks a folder, unless this did so before.
  ///
  /// File systems that know no locks are taken for free.
  ///
  /// - Parameter folder: Which is there.
  /// - Throws: `CheckpointError` with code `folderBusy` where another run has locked it, `writeFailed`.
  func take(_ folder: String) throws(CheckpointError) {
    let path = "\(folder)/\(Self.file)"
    try descriptor.withLock { held throws(CheckpointError) in
      guard held == nil else { return }
      // Reason: the system reads a path that it is given.
      let opened = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard opened >= 0 else { throw CheckpointError(.writeFailed, path, errno) }
      for _ in 0..<Self.tries {
        if flock(opened, LOCK_EX | LOCK_NB) == 0 || ![EWOULDBLOCK, EINTR].contains(errno) {
          held = opened
          return
        }
        usleep(Self.pause)
      }
      close(opened)
      throw CheckpointError(
        code: .folderBusy,
        detail: "\(folder): another run writes here; wait for its end, or choose another folder")
    }
  }
}
