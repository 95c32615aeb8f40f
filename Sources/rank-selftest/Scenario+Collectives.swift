import MPIRuntime

extension Scenario {
  static let collectives = [
    Scenario("reduce") { world in
      for type in sampleTypes { for count in [0, 1, 17] { try reduce(world, type, count) } }
      try expect(
        try world.allReduce([UInt8(255)], .sum), is: [UInt8(truncatingIfNeeded: 255 * world.size)],
        "a sum that wraps around")
    },
    Scenario("broadcast") { world in
      for root in 0..<world.size {
        for count in [0, 1, 5_000] {
          let values = world.rank == root ? Values.row(root, count).map(Int32.init) : [7, 7]
          try expect(
            try world.broadcast(values, from: root), is: Values.row(root, count).map(Int32.init),
            "\(count) elements from \(root)")
        }
      }
    },
    Scenario("gather") { world in
      for round in 0..<5 {
        let rows = (0..<world.size).map { rank in
          Values.row(rank, Values.count(rank, round: round)).map(Float.init)
        }
        try expect(try world.allGather(rows[world.rank]), is: rows, "all, round \(round)")
        let root = round % world.size
        try expect(
          try world.gather(rows[world.rank], to: root), is: world.rank == root ? rows : nil,
          "at \(root), round \(round)")
      }
    },
    Scenario("buffers") { world in
      for type in sampleTypes { for count in [0, 1, 17] { try buffers(world, type, count) } }
    },
  ]

  /// The same in place, in the first elements of a longer buffer.
  private static func buffers<Element: SampleElement>(
    _ world: Communicator, _ type: Element.Type, _ count: Int
  ) throws {
    let length = world.size * count
    let rows = (0..<world.size).map { Values.row($0, length + 3).map { $0 / 4 } }
    let mine = rows[world.rank].map { Element($0) }
    let sums = (0..<length).map { index in Element(rows.reduce(0) { $0 + $1[index] }) }
    let parts = (0..<world.size).map { $0 * count..<($0 + 1) * count }
    var buffer = MessageBuffer(mine)
    try world.allReduce(&buffer, count: length, .sum)
    try expect(buffer.array, is: sums + mine.suffix(3), "sums of \(count) \(type)")
    var own = MessageBuffer(repeating: Element(99), count: count)
    buffer.overwrite(with: mine)
    try world.reduceScatter(buffer, .sum, into: &own)
    try expect(own.array, is: Array(sums[parts[world.rank]]), "own sums of \(count) \(type)")
    try world.allGather(&buffer, count: count)
    try expect(
      buffer.array,
      is: rows.indices.flatMap { rows[$0][parts[$0]].map { Element($0) } }
        + mine.suffix(3), "\(count) \(type) of each rank")
  }

  private static func reduce<Element: SampleElement>(
    _ world: Communicator, _ type: Element.Type, _ count: Int
  ) throws {
    // A quarter, so that the sum of eight fits a byte.
    let rows = (0..<world.size).map { Values.row($0, count).map { $0 / 4 } }
    let mine = rows[world.rank].map { Element($0) }
    for (reduction, join) in [
      (Reduction.sum, { $0.reduce(0, +) }), (.max, { $0.max() ?? 0 }), (.min, { $0.min() ?? 0 }),
    ] as [(Reduction, ([Int]) -> Int)] {
      let expected = (0..<count).map { index in Element(join(rows.map { $0[index] })) }
      try expect(
        try world.allReduce(mine, reduction), is: expected, "\(reduction) of \(count) \(type)")
    }
  }
}
