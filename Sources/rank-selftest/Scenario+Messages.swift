import MPIRuntime

extension Scenario {
  static let messages = [
    Scenario("ring") { world in
      for type in sampleTypes {
        for count in [0, 1, 3, 1_000, 100_000] { try passAround(world, type, count: count) }
      }
    },
    Scenario("order") { world in
      // Two messages of each of two tags, waited for backwards: matching goes by the order posted.
      let next = (world.rank + 1) % world.size
      let previous = (world.rank + world.size - 1) % world.size
      func post(_ tag: Int) throws(MPIError) -> PendingOperation<Int64> {
        try world.receive(MessageBuffer(repeating: -1, count: 1), from: previous, tag: tag)
      }
      func send(_ value: Int64, _ tag: Int) throws(MPIError) -> PendingOperation<Int64> {
        try world.send(MessageBuffer([value]), to: next, tag: tag)
      }
      let firstOf5 = try post(5)
      let firstOf6 = try post(6)
      let secondOf5 = try post(5)
      let sent60 = try send(60, 6)
      let sent51 = try send(51, 5)
      let sent52 = try send(52, 5)
      try expect(try secondOf5.wait().array, is: [52], "second of tag 5")
      try expect(try firstOf6.wait().array, is: [60], "first of tag 6")
      try expect(try firstOf5.wait().array, is: [51], "first of tag 5")
      _ = try sent52.wait()
      _ = try sent51.wait()
      _ = try sent60.wait()
    },
    Scenario("poll") { world in
      let next = (world.rank + 1) % world.size
      let previous = (world.rank + world.size - 1) % world.size
      let receiving = try world.receive(
        MessageBuffer<Double>(repeating: 0, count: 2), from: previous, tag: 1)
      try expect(try receiving.isComplete(), is: false, "complete before the send")
      try world.barrier()
      let sending = try world.send(MessageBuffer([0.5, Double(world.rank)]), to: next, tag: 1)
      while try !receiving.isComplete() {}
      try expect(try receiving.wait().array, is: [0.5, Double(previous)], "polled message")
      _ = try sending.wait()
    },
  ]

  /// Every rank sends to the next one and hears from the one before.
  private static func passAround<Element: SampleElement>(
    _ world: Communicator, _ type: Element.Type, count: Int
  ) throws {
    let next = (world.rank + 1) % world.size
    let previous = (world.rank + world.size - 1) % world.size
    let mine = Values.row(world.rank, count).map { Element($0) }
    let receiving = try world.receive(
      MessageBuffer<Element>(repeating: Element(0), count: count), from: previous, tag: 3)
    let sending = try world.send(MessageBuffer(mine), to: next, tag: 3)
    let theirs = try receiving.wait()
    try expect(
      theirs.array, is: Values.row(previous, count).map { Element($0) }, "\(count) \(type)")
    try expect(try sending.wait().array, is: mine, "the buffer that was sent")
  }
}
