internal import Glibc
internal import MPIRuntime
internal import Synchronization

/// Signals that ask a run to end: SIGTERM, SIGINT and SIGUSR1.
///
/// The first only leaves a note; who trains looks at it between steps, and ends when it suits the run. A
/// SIGTERM or SIGINT half a second behind it, or later, ends the process at once: sooner it may be the
/// same wish, which `timeout` for one sends to the process and to its group.
public enum StopRequest {
  /// When the first signal came, as ``MonotonicClock`` counts; 0 for none.
  private static let note = Atomic<Int64>(0)
  private static let patience: Int64 = 500_000_000

  /// Takes the signals from now on, instead of ending at once.
  public static func listen() {
    // The first use of globals is no place for a signal handler to be in.
    note.store(min(0, MonotonicClock.now, patience), ordering: .relaxed)
    _ = signal(SIGUSR1) { _ in StopRequest.take(SIGUSR1) }
    for number in [SIGTERM, SIGINT] {
      _ = signal(number) { StopRequest.take($0) }
    }
  }

  /// Whether one of the signals came.
  public static var isThere: Bool { note.load(ordering: .relaxed) != 0 }

  /// Does what a handler may do: atomics, the clock, and an end by the signal's own doing.
  private static func take(_ number: Int32) {
    let now = MonotonicClock.now
    let (isFirst, first) = note.compareExchange(expected: 0, desired: now, ordering: .relaxed)
    guard !isFirst, number != SIGUSR1, now - first >= patience else { return }
    _ = signal(number, SIG_DFL)
    _ = raise(number)
  }
}
