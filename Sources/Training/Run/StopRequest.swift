internal import Glibc
internal import Synchronization

/// Signals that ask a run to end: SIGTERM, SIGINT and SIGUSR1.
///
/// They only leave a note; who trains looks at it between steps, and ends when it suits the run.
public enum StopRequest {
  private static let note = Atomic<Bool>(false)

  /// Takes the signals from now on, instead of ending at once.
  public static func listen() {
    // A global's first use is no place for a signal handler to be in.
    note.store(false, ordering: .relaxed)
    for number in [SIGTERM, SIGINT, SIGUSR1] {
      // A store to an atomic is among the few things that a handler may do.
      _ = signal(number) { _ in StopRequest.note.store(true, ordering: .relaxed) }
    }
  }

  /// Whether one of the signals came.
  public static var isThere: Bool { note.load(ordering: .relaxed) }
}
