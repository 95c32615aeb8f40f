/// The next events of a simulation, earliest first: a binary heap.
struct EventHeap {
  struct Event {
    var time: Int64
    var gpu: Int32

    /// Ties go by GPU, so that the order is one and the same on every run.
    static func < (a: Event, b: Event) -> Bool { (a.time, a.gpu) < (b.time, b.gpu) }
  }

  private var events: [Event] = []

  init(capacity: Int) { events.reserveCapacity(capacity) }

  /// - Complexity: O(log events)
  mutating func push(_ event: Event) {
    events.append(event)
    var child = events.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard event < events[parent] else { break }
      events[child] = events[parent]
      child = parent
    }
    events[child] = event
  }

  /// - Returns: The earliest event; nil when there is none.
  /// - Complexity: O(log events)
  mutating func pop() -> Event? {
    guard let first = events.first, let moved = events.popLast() else { return nil }
    guard !events.isEmpty else { return first }
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < events.count else { break }
      if child + 1 < events.count, events[child + 1] < events[child] { child += 1 }
      guard events[child] < moved else { break }
      events[hole] = events[child]
      hole = child
    }
    events[hole] = moved
    return first
  }
}
