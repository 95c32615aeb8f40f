internal import Glibc

/// The clock of the machine that never goes back, which all its processes share.
public enum MonotonicClock {
  private static let nanosecondsPerSecond: Int64 = 1_000_000_000

  /// Nanoseconds since the machine started.
  public static var now: Int64 {
    var time = timespec()
    // Reason: the system fills a structure that it is given.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * nanosecondsPerSecond + Int64(time.tv_nsec)
  }

  /// Gives the core away until a point in time.
  ///
  /// The system wakes the process up some 50 us late, unless ``wakePunctually()`` was called, and
  /// later where all cores are busy.
  ///
  /// - Parameter deadline: In nanoseconds, as ``now`` counts them; one in the past returns at once.
  public static func sleep(until deadline: Int64) {
    guard deadline > 0 else { return }
    var time = timespec()
    time.tv_sec = Int(deadline / nanosecondsPerSecond)
    time.tv_nsec = Int(deadline % nanosecondsPerSecond)
    // Reason: the system reads a structure that it is given. A signal only ends the sleep early.
    while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  /// Asks the system not to wait with wake-ups of this thread until others are due.
  ///
  /// Where it cannot be asked, sleeps end some 50 us later, as they did before.
  public static func wakePunctually() {
    // Reason: the system reads a path, and then bytes, that it is given.
    let descriptor = unsafe open("/proc/self/timerslack_ns", O_WRONLY)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let slack: [UInt8] = [UInt8(ascii: "1")]
    _ = unsafe write(descriptor, slack, slack.count)
  }

  /// What processes with the same clock have in common: the start of their machine; nil where the
  /// system does not tell.
  public static var identity: [UInt8]? {
    // Reason: the system reads a path that it is given.
    let descriptor = unsafe open("/proc/sys/kernel/random/boot_id", O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 64)
    // Reason: the system fills an array that it is given.
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }
}
