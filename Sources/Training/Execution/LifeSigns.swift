import MPIRuntime

/// When each rank of a machine gave its last sign of life and how far it has come, in memory that they
/// share.
///
/// A rank that waits for all others cannot tell which of them is missing. One that computes, or hangs in
/// a call, still gives signs, from the thread that watches over it, and says itself what it is at. One
/// that was stopped, or whose machine swaps, gives none.
final class LifeSigns: Sendable {
  private static let bytes = 16

  private let rank: Int
  // SAFETY: the numbers are read and written without tearing, from any thread; their memory lives until
  // MPI ends, and `Watchdog` looks at it no more then.
  nonisolated(unsafe) private let signs: [SharedNumber]
  nonisolated(unsafe) private let phases: [SharedNumber]

  /// Every rank calls it.
  ///
  /// - Returns: Nil where the ranks are on several machines, or there is one alone.
  /// - Throws: `MPIError` when a message fails.
  init?(of world: Communicator) throws(MPIError) {
    guard world.size > 1, try world.sharesMemory() else { return nil }
    let window = try world.makeSharedWindow(bytes: Self.bytes)
    rank = world.rank
    // Reason: see the properties.
    unsafe signs = (0..<world.size).map { window.number(0, of: $0) }
    unsafe phases = (0..<world.size).map { window.number(1, of: $0) }
    give()
    try world.barrier()
  }

  /// Notes that this rank is alive.
  func give() { unsafe signs[rank].store(Int(MonotonicClock.now)) }

  /// Notes which phase this rank is in, counted from the start of the run on every rank alike.
  func enter(phase: Int) { unsafe phases[rank].store(phase) }

  /// What is the matter with the other ranks that this one may wait for.
  ///
  /// - Parameter limit: Nanoseconds without a sign that make a rank suspicious.
  /// - Returns: In the order of ranks, those that are in a phase before this rank's, and those that gave
  ///   no sign, with the nanoseconds since their last one.
  func late(silentFor limit: Int64) -> [(rank: Int, isBehind: Bool, silence: Int64?)] {
    let now = MonotonicClock.now
    let own = unsafe phases[rank].load()
    return unsafe (0..<signs.count).map { other in
      let silence = unsafe now - Int64(signs[other].load())
      let isBehind = unsafe phases[other].load() < own
      return (other, isBehind, silence > limit ? silence : nil)
    }.filter { $0.rank != rank && ($0.isBehind || $0.silence != nil) }
  }
}
