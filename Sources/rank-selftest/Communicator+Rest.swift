import MPIRuntime

extension Communicator {
  private static let tag = 71
  private static let nap: Int64 = 500_000

  /// Lets the other ranks sleep until rank 0 gets here; every rank calls it.
  ///
  /// In a barrier they would take the core from it, where ranks outnumber cores.
  func restUntilFirstIsHere() throws {
    guard rank > 0 else {
      for other in 1..<max(size, 1) {
        _ = try send(MessageBuffer<Int64>([0]), to: other, tag: Self.tag).wait()
      }
      return
    }
    let word = try receive(
      MessageBuffer<Int64>(repeating: 0, count: 1), from: 0, tag: Self.tag)
    while try !word.isComplete() { MonotonicClock.sleep(until: MonotonicClock.now + Self.nap) }
    _ = try word.wait()
  }
}
