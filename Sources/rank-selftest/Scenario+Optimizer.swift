import LinearAlgebra
import MPIRuntime
import Training

extension Scenario {
  /// Of values about 1: some roundings of single precision.
  private static let tolerance = 2e-6
  private static let steps = 5

  static let optimizer = [
    Scenario("optimizer-exact") { world in
      for model in models(world) {
        for format in AdamWSettings.MomentFormat.allCases {
          try equalsOneProcess(model, AdamWSettings(moments: format), world)
        }
      }
    },
    Scenario("optimizer-rounds") { world in
      for model in models(world) {
        for clipNorm in [nil, 0.5] {
          let settings = AdamWSettings(clipNorm: clipNorm, moments: .fp32)
          let values = try staysNearDefinition(model, settings, world)
          try expect(
            try staysNearDefinition(model, settings, world), is: values, "the same steps again")
        }
      }
    },
    Scenario("optimizer-other-grid") { world in
      for model in models(world) { try changesGrid(model, world) }
    },
    Scenario("replica-sums") { world in
      for model in models(world) { try sums(model, world) }
    },
    Scenario("optimizer-not-finite") { world in try namesWhatIsNotFinite(world) },
    Scenario("replicas-disagree") { world in try refusesOtherShapes(world) },
  ]

  private static func models(_ world: Communicator) -> [HeldModel] {
    let models = (0..<8).map { HeldModel(seed: $0, ranks: world.size) }
    return world.size == 4 ? models + [.dualPipe] : models
  }

  /// Where sums do not round, ranks and one process come to the same bits, with shared memory.
  private static func equalsOneProcess(
    _ model: HeldModel, _ settings: AdamWSettings, _ world: Communicator
  ) throws {
    let mine = try model.parameters(ofRank: world.rank)
    let all = try model.parameters(ofRank: nil)
    let groups = try ReplicaGroups(mine, on: world)
    let optimizer = try ShardedAdamW(groups, settings: settings)
    let alone = try ShardedAdamW(ReplicaGroups(all, on: .solo()), settings: settings)
    for step in 0..<steps {
      model.setGradients(mine, ofRank: world.rank, step: step, exact: true)
      model.setGradients(all, ofRank: nil, step: step, exact: true)
      let rate = 0.01 * Double(step + 1)
      let found = try optimizer.step(learningRate: rate)
      let expected = try alone.step(learningRate: rate)
      try expectNear(found.gradientNorm, expected.gradientNorm, within: 1e-12, "norm")
      try expectEqualValues(mine, all)
    }
    for group in groups.groups {
      try expect(
        group.ownRange.count <= (group.elementCount + group.holders.count - 1)
          / group.holders.count,
        is: true, "\(group.ownRange) of \(group.elementCount) elements")
    }
    let counts = try world.allReduce([Int64(optimizer.momentCount)], .sum)
    try expect(counts, is: [Int64(model.elementCount)], "elements with moments on all ranks")
  }

  /// Returns the values after some steps, whose sums round.
  private static func staysNearDefinition(
    _ model: HeldModel, _ settings: AdamWSettings, _ world: Communicator
  ) throws -> [[Float]] {
    let mine = try model.parameters(ofRank: world.rank)
    let all = try model.parameters(ofRank: nil)
    let optimizer = try ShardedAdamW(ReplicaGroups(mine, on: world), settings: settings)
    var plain = PlainAdamW(all)
    for step in 0..<steps {
      model.setGradients(mine, ofRank: world.rank, step: step, exact: false)
      model.setGradients(all, ofRank: nil, step: step, exact: false)
      _ = try optimizer.step(learningRate: 0.01)
      let expected = plain.step(all, rate: 0.01, settings)
      for parameter in mine {
        for (number, tensor) in model.tensors.enumerated() where tensor.name == parameter.name {
          for (a, b) in zip(parameter.value.values, expected[number]) {
            try expectNear(Double(a), b, within: tolerance, "\(tensor.name) after step \(step)")
          }
        }
      }
    }
    let held = try world.allGather(
      mine.sorted { $0.name < $1.name }.flatMap { $0.value.values })
    var starts = [Int](repeating: 0, count: world.size)
    for tensor in model.tensors.sorted(by: { $0.name < $1.name }) {
      let copies = tensor.holders.map { rank in
        let range = starts[rank]..<starts[rank] + tensor.rows * tensor.columns
        starts[rank] = range.upperBound
        return held[rank][range].map(\.bitPattern)
      }
      try expect(Set(copies).count, is: 1, "different copies of \(tensor.name)")
    }
    return mine.map(\.value.values)
  }

  /// Moments go from ranks to one process, and from one process to ranks, and training goes on.
  private static func changesGrid(_ model: HeldModel, _ world: Communicator) throws {
    let settings = AdamWSettings()
    let mine = try model.parameters(ofRank: world.rank)
    let all = try model.parameters(ofRank: nil)
    let groups = try ReplicaGroups(mine, on: world)
    let first = try ShardedAdamW(groups, settings: settings)
    let firstAlone = try ShardedAdamW(ReplicaGroups(all, on: .solo()), settings: settings)
    func play(_ steps: Range<Int>, _ many: ShardedAdamW, _ one: ShardedAdamW) throws {
      for step in steps {
        model.setGradients(mine, ofRank: world.rank, step: step, exact: true)
        model.setGradients(all, ofRank: nil, step: step, exact: true)
        _ = try many.step(learningRate: 0.01)
        _ = try one.step(learningRate: 0.01)
        try expectEqualValues(mine, all)
      }
    }
    try play(0..<2, first, firstAlone)
    let second = try ShardedAdamW(groups, settings: settings)
    try second.restore(firstAlone.shards, steps: firstAlone.steps)
    try expect(second.shards, is: first.shards, "shards cut from those of one process")
    let secondAlone = try ShardedAdamW(ReplicaGroups(all, on: .solo()), settings: settings)
    try secondAlone.restore(gathered(first.shards, model, world), steps: first.steps)
    try expect(secondAlone.shards, is: firstAlone.shards, "shards put together from all ranks")
    try play(2..<4, second, secondAlone)
  }

  /// The shards of all ranks.
  private static func gathered(
    _ shards: [MomentShard], _ model: HeldModel, _ world: Communicator
  ) throws -> [MomentShard] {
    let numbers = shards.flatMap { shard -> [Int64] in
      guard case .bfloat16(let patterns) = shard.elements else { return [] }
      let tensor = model.tensors.firstIndex { $0.name == shard.parameter } ?? 0
      return [tensor, shard.moment == .first ? 0 : 1, shard.count, shard.start, patterns.count]
        .map(Int64.init) + patterns.map(Int64.init)
    }
    var all = try world.allGather(numbers).joined().map(Int.init)[...]
    var result: [MomentShard] = []
    while !all.isEmpty {
      let head = Array(all.prefix(5))
      all = all.dropFirst(5)
      result.append(
        MomentShard(
          parameter: model.tensors[head[0]].name, moment: head[1] == 0 ? .first : .second,
          count: head[2], start: head[3],
          elements: .bfloat16(all.prefix(head[4]).map { UInt16($0) })))
      all = all.dropFirst(head[4])
    }
    return result
  }
}
