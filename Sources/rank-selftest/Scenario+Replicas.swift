import LinearAlgebra
import MPIRuntime
import Training

extension Scenario {
  /// Gradients of all holders are added up, on every holder.
  static func sums(_ model: HeldModel, _ world: Communicator) throws {
    let mine = try model.parameters(ofRank: world.rank)
    let all = try model.parameters(ofRank: nil)
    let groups = try ReplicaGroups(mine, on: world)
    model.setGradients(mine, ofRank: world.rank, step: 0, exact: true)
    model.setGradients(all, ofRank: nil, step: 0, exact: true)
    try groups.sumGradients()
    for parameter in mine {
      for other in all where other.name == parameter.name {
        try expect(parameter.gradient, is: other.gradient, "sum of \(parameter.name)")
      }
    }
  }

  /// A number of one rank that is not finite stops all of them before anything changed.
  static func namesWhatIsNotFinite(_ world: Communicator) throws {
    let mine = try ["a", "b", "c"].map {
      Parameter(
        name: $0, group: .dense, value: try Matrix(rows: 1, columns: 5, values: [1, 2, 3, 4, 5]))
    }
    let optimizer = try ShardedAdamW(
      ReplicaGroups(mine, on: world), settings: AdamWSettings())
    for parameter in mine {
      parameter.gradient.update { for place in $0.indices { $0[place] = 1 } }
    }
    _ = try optimizer.step(learningRate: 0.01)
    let (values, shards) = (mine.map(\.value), optimizer.shards)
    if world.rank == world.size - 1 {
      mine[0].gradient[0, 4] = .infinity
      mine[2].gradient[0, 1] = .nan
    }
    try expectOnAllRanks(
      .notFinite, "gradients of a, c after 1 steps; finite numbers are accepted", world
    ) {
      _ = try optimizer.step(learningRate: 0.01)
    }
    try expect(mine.map(\.value), is: values, "values after the error")
    try expect(optimizer.shards, is: shards, "moments after the error")
  }

  /// Copies of other shapes and names that come twice are refused on every rank.
  static func refusesOtherShapes(_ world: Communicator) throws {
    func parameter(_ name: String, rows: Int) -> Parameter {
      Parameter(name: name, group: .dense, value: Matrix(rows: rows, columns: 3))
    }
    let last = world.size - 1
    if last > 0 {
      try expectOnAllRanks(
        .shapesDisagree,
        "shared is 2 x 3 on rank 0, 4 x 3 on rank \(last); all copies must have one shape", world
      ) {
        _ = try ReplicaGroups(
          [
            parameter("own.\(world.rank)", rows: world.rank),
            parameter("shared", rows: world.rank == last ? 4 : 2),
          ], on: world)
      }
    }
    try expectOnAllRanks(
      .duplicateName, "rank \(last) has other twice; once would do", world
    ) {
      let other = parameter("other", rows: 1)
      _ = try ReplicaGroups(world.rank == last ? [other, other] : [other], on: world)
    }
  }

  /// Throws unless every rank gets this error.
  private static func expectOnAllRanks(
    _ code: OptimizerError.Code, _ detail: String, _ world: Communicator,
    from body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch let error as OptimizerError {
      return try expect(error, is: OptimizerError(code: code, detail: detail), "error")
    }
    throw Unexpected(description: "no error, expected \(code)")
  }

  /// Throws unless each parameter has the values of the one of its name.
  static func expectEqualValues(_ found: [Parameter], _ expected: [Parameter]) throws {
    for parameter in found {
      for other in expected where other.name == parameter.name {
        try expect(parameter.value, is: other.value, parameter.name)
      }
    }
  }

  /// Throws unless both are about equal: the bound is relative above 1.
  static func expectNear(
    _ found: Double, _ expected: Double, within bound: Double, _ what: String
  ) throws {
    guard (found - expected).magnitude <= bound * max(1, expected.magnitude) else {
      throw Unexpected(description: "\(what): saw \(found), expected \(expected)")
    }
  }
}
