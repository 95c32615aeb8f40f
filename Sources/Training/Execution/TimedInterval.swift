import MPIRuntime

/// A stretch of time that is waited for in pieces, by one action or by the two of a pair in turns.
final class TimedInterval {
  private static let pieces: Int64 = 4
  private static let shortestPiece: Int64 = 1_000_000

  private let end: Int64
  private let piece: Int64

  /// Begins now.
  ///
  /// - Parameter duration: Nanoseconds.
  init(duration: Int64) {
    end = MonotonicClock.now + duration
    piece = max(duration / Self.pieces, Self.shortestPiece)
  }

  var isOver: Bool { MonotonicClock.now >= end }

  /// Sleeps for a piece of what is left.
  func rest() {
    let next = MonotonicClock.now + piece
    // A last piece that is very short would cost more than it lasts.
    MonotonicClock.sleep(until: next + piece / 2 > end ? end : next)
  }
}
