import MPIRuntime

extension Scenario {
  static let splitting = [
    Scenario("split") { world in
      // Odd and even ranks apart, each in reverse order.
      guard let half = try world.split(color: world.rank % 2, key: -world.rank) else {
        throw Unexpected(description: "no group for color \(world.rank % 2)")
      }
      let members = (0..<world.size).reversed().filter { $0 % 2 == world.rank % 2 }
      try expect(half.size, is: members.count, "size of a half")
      try expect(members[half.rank], is: world.rank, "rank in a half")
      try expect(
        try half.allGather([Int64(world.rank)]), is: members.map { [Int64($0)] }, "members")
      // Messages of the two groups do not meet.
      let next = (half.rank + 1) % half.size
      let previous = (half.rank + half.size - 1) % half.size
      let receiving = try half.receive(
        MessageBuffer<Int64>(repeating: 0, count: 1), from: previous, tag: 0)
      let sending = try half.send(MessageBuffer([Int64(world.rank)]), to: next, tag: 0)
      try expect(try receiving.wait().array, is: [Int64(members[previous])], "neighbour")
      _ = try sending.wait()
    },
    Scenario("split-none") { world in
      let group = try world.split(color: world.rank == 0 ? nil : 0, key: 0)
      try expect(group?.size, is: world.rank == 0 ? nil : world.size - 1, "size without rank 0")
      try expect(group?.rank, is: world.rank == 0 ? nil : world.rank - 1, "rank without rank 0")
    },
    Scenario("split-free") { world in
      // A group can be made and freed again and again.
      for round in 0..<50 {
        guard let part = try world.split(color: world.rank % 2, key: 0) else { continue }
        let sum = try part.allReduce([Int64(round)], .sum)
        try expect(sum, is: [Int64(round * part.size)], "sum in a group")
        try part.free()
        try expect(
          .finished, "rank \(part.rank) of \(part.size) used a communicator after it was freed"
        ) { try part.barrier() }
      }
    },
    Scenario("split-again") { world in
      guard let same = try world.split(color: 3, key: 0),
        let alone = try same.split(color: world.rank, key: 0)
      else { throw Unexpected(description: "a color without a group") }
      try expect(alone.size, is: 1, "processes of an own color")
      try expect(try alone.allReduce([Int32(5)], .sum), is: [5], "sum of one")
      try expect(
        try same.allReduce([Int32(5)], .sum), is: [Int32(5 * world.size)], "sum of all")
    },
  ]
}
