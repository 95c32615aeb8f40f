import MPIRuntime

extension Scenario {
  /// Memory that ranks share, and exchanges of all with all.
  static let sharing = [
    Scenario("window") { world in
      // Every rank's part has another size, rank 0's none.
      let window = try world.makeSharedWindow(bytes: world.rank * 24)
      try expect(window.byteCounts, is: (0..<world.size).map { $0 * 24 }, "sizes of the parts")
      try expect(try world.sharesMemory(), is: true, "one machine")
      for rank in (0..<world.size).dropFirst() {
        window.number(1, of: rank).add(world.rank + 1)
        if rank == world.rank { window.number(2, of: rank).store(rank) }
      }
      try world.barrier()
      for rank in (0..<world.size).dropFirst() {
        try expect(window.number(0, of: rank).load(), is: 0, "what nobody wrote")
        let sum = world.size * (world.size + 1) / 2
        try expect(window.number(1, of: rank).load(), is: sum, "sum by all ranks")
        try expect(window.number(2, of: rank).load(), is: rank, "written by its rank")
      }
      try world.barrier()
      try window.free()
    },
    Scenario("window-signal") { world in
      // What a rank wrote before it raised a number is there for who saw the number.
      let count = 10_000
      let window = try world.makeSharedWindow(bytes: 8 * (count + 1))
      let next = (world.rank + 1) % world.size
      for index in 1...count { window.number(index, of: next).store(index * (world.rank + 1)) }
      window.number(0, of: next).store(1)
      while window.number(0, of: world.rank).load() == 0 {}
      let previous = (world.rank + world.size - 1) % world.size
      for index in 1...count {
        let seen = window.number(index, of: world.rank).load()
        try expect(seen, is: index * (previous + 1), "number \(index)")
      }
      try world.barrier()
      try window.free()
    },
    Scenario("gather-later") { world in
      var buffer = MessageBuffer<Int64>(repeating: 0, count: 3 * world.size)
      var span = buffer.mutableSpan
      for index in 0..<3 { span[3 * world.rank + index] = Int64(10 * world.rank + index) }
      let pending = try world.startAllGather(buffer)
      while try !pending.isComplete() {}
      let expected = (0..<world.size).flatMap { rank in (0..<3).map { Int64(10 * rank + $0) } }
      try expect(try pending.wait().array, is: expected, "gathered")
    },
    Scenario("all-to-all") { world in
      let sent = (0..<world.size).map { Values.count($0 + world.rank, round: world.rank) }
      let parts = sent.enumerated().flatMap { to, count in
        Values.row(world.rank * world.size + to, count).map(Float.init)
      }
      let arriving = (0..<world.size).map { Values.count($0 + world.rank, round: $0) }
      var received = MessageBuffer<Float>(repeating: -1, count: arriving.reduce(0, +))
      try world.allToAll(MessageBuffer(parts), counts: sent, into: &received, counts: arriving)
      let expected = arriving.enumerated().flatMap { from, count in
        Values.row(from * world.size + world.rank, count).map(Float.init)
      }
      try expect(received.array, is: expected, "received")
    },
    Scenario("beginning") { world in
      // Longer buffers than messages: only the beginning travels, and comes.
      let next = (world.rank + 1) % world.size
      let previous = (world.rank + world.size - 1) % world.size
      let receiving = try world.receive(
        MessageBuffer<Int32>(repeating: -1, count: 9), count: 2, from: previous, tag: 4)
      let sending = try world.send(
        MessageBuffer([Int32(world.rank), 8, 7]), count: 2, to: next, tag: 4)
      let expected = [Int32(previous), 8] + [Int32](repeating: -1, count: 7)
      try expect(try receiving.wait().array, is: expected, "the beginning")
      try expect(try sending.wait().count, is: 3, "the buffer that was sent")
    },
  ]
}
