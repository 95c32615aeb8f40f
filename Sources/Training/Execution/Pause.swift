import MPIRuntime

/// The pauses of a rank between two looks whether what it waits for has come.
///
/// The first looks follow each other at once, for what is about to come; then the rank gives its core
/// away, longer the longer it has waited, so that the wait is overrun by little of its length.
struct Pause {
  private static let looksAtOnce = 32
  private static let shortest: Int64 = 50_000
  private static let longest: Int64 = 500_000
  private static let shareOfWait: Int64 = 64

  private let began = MonotonicClock.now
  private var looks = 0

  mutating func rest() {
    looks += 1
    guard looks > Self.looksAtOnce else { return }
    let now = MonotonicClock.now
    let nap = min(max((now - began) / Self.shareOfWait, Self.shortest), Self.longest)
    MonotonicClock.sleep(until: now + nap)
  }
}
