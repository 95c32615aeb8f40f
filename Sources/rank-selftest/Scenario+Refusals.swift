import MPIRuntime

extension Scenario {
  /// Misuse that one process can tell, and goes on after.
  static let refusals = [
    Scenario("wrong-rank") { world in
      let ranks = "ranks go from 0 to \(world.size - 1)"
      for rank in [-1, world.size, 1 << 40] {
        try expect(.rankOutOfRange, "receiver \(rank), \(ranks)") {
          _ = try world.send(MessageBuffer([1.0]), to: rank, tag: 0).wait()
        }
        try expect(.rankOutOfRange, "sender \(rank), \(ranks)") {
          _ = try world.receive(MessageBuffer([1.0]), from: rank, tag: 0).wait()
        }
        try expect(.rankOutOfRange, "root \(rank), \(ranks)") {
          _ = try world.broadcast([1.0], from: rank)
        }
        try expect(.rankOutOfRange, "root \(rank), \(ranks)") {
          _ = try world.gather([1.0], to: rank)
        }
      }
    },
    Scenario("wrong-tag") { world in
      for tag in [-1, 1 << 40] {
        try expect(.tagOutOfRange, "tag \(tag), tags go from 0 to 2147483647") {
          _ = try world.send(MessageBuffer([1.0]), to: 0, tag: tag).wait()
        }
      }
    },
    Scenario("wrong-color") { world in
      try expect(
        .colorOutOfRange, "color -2, key 0; colors go from 0, both to 2147483647"
      ) {
        _ = try world.split(color: -2, key: 0)
      }
    },
    Scenario("too-long") { world in
      try mismatch(
        world, sent: 5, .messageTooLong,
        "posted 3 Float (12 bytes) for rank 0, tag 9; 20 bytes were sent")
    },
    Scenario("far-too-long") { world in
      try mismatch(
        world, sent: 500_000, .messageTooLong,
        "posted 3 Float (12 bytes) for rank 0, tag 9; 2000000 bytes were sent")
    },
    Scenario("too-short") { world in
      try mismatch(
        world, sent: 2, .messageTooShort,
        "posted 3 Float (12 bytes) for rank 0, tag 9; 8 bytes were sent")
    },
    Scenario("counts-differ") { world in
      let mine = [Double](repeating: 1, count: world.rank + 1)
      try expect(
        .countsDiffer,
        "rank \(world.rank) gave \(mine.count) elements, others 1 to \(world.size)"
      ) {
        _ = try world.allReduce(mine, .max)
      }
      for other in 0..<3 {
        var buffer = MessageBuffer(repeating: 1.0, count: world.size * world.size)
        var own = MessageBuffer(repeating: 0.0, count: mine.count)
        try expect(
          .countsDiffer,
          "rank \(world.rank) gave \(mine.count) elements, others 1 to \(world.size)"
        ) {
          switch other {
          case 0: try world.allReduce(&buffer, count: mine.count, .sum)
          case 1: try world.allGather(&buffer, count: mine.count)
          default: try world.reduceScatter(buffer, .sum, into: &own)
          }
        }
      }
    },
    Scenario("types-differ") { world in
      guard world.rank == 0 else {
        _ = try world.gather([Int64](repeating: 1, count: 3), to: 0)
        return
      }
      try expect(.callFailed, "MPI_Gatherv: MPI_ERR_TRUNCATE: message truncated") {
        _ = try world.gather([UInt8](repeating: 1, count: 3), to: 0)
      }
    },
  ]

  /// Rank 0 sends to itself and to all others what nobody posted room for; the world goes on.
  private static func mismatch(
    _ world: Communicator, sent: Int, _ code: MPIError.Code, _ detail: String
  ) throws {
    try expect(code, detail) {
      let receiving = try world.receive(
        MessageBuffer<Float>(repeating: 0, count: 3), from: 0, tag: 9)
      if world.rank == 0 {
        for rank in 0..<world.size where rank > 0 {
          _ = try world.send(MessageBuffer([Float](repeating: 1, count: sent)), to: rank, tag: 9)
            .wait()
        }
        let own = try world.send(MessageBuffer([Float](repeating: 1, count: sent)), to: 0, tag: 9)
        _ = try own.wait()
      }
      _ = try receiving.wait()
    }
    try expect(
      try world.allReduce([Int64(1)], .sum), is: [Int64(world.size)], "the world afterwards")
  }
}
