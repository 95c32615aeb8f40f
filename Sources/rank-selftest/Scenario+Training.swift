import FloatFormats
import MPIRuntime
import PipelineSchedules
import Quantities
import Training

extension Scenario {
  /// Of a parameter's gradient and of a part of the loss, in FP32.
  private static let tolerance = 1e-5

  static let training = [
    Scenario("training-equality") { world in
      try compare(EqualityCase.names, EqualityModel(microbatches: max(4, 2 * world.size)), world)
    },
    // The same without the tests' haste: 4 data ranks are the most there.
    Scenario("training-equality-all") { world in
      let model = EqualityModel(microbatches: max(4, 2 * world.size))
      try compare(EqualityCase.names, model, world, dataRanks: world.size)
    },
    // With halves of backwards, and with pairs and copies of stages.
    Scenario("training-equality-some") { world in
      let model = EqualityModel(microbatches: 2 * world.size)
      try compare(["zb-h1", "dualpipe"], model, world, dataRanks: world.size)
    },
  ]

  /// A relative difference for people: `2.07e-6`.
  private static func millionths(_ value: Double) -> String {
    "\(fixed(value * 1e6, decimals: 3))e-6"
  }

  /// Cells in columns.
  private static func row(_ cells: [String]) -> String {
    zip(cells, [26, 6, 11, 10, 9, 13, 0]).map { cell, width in
      cell + String(repeating: " ", count: max(0, width - cell.count))
    }.joined()
  }

  /// Plays every schedule on every grid of the processes twice and compares it with one process.
  private static func compare(
    _ names: [String], _ model: EqualityModel, _ world: Communicator, dataRanks: Int = 4
  ) throws {
    let expected = world.rank == 0 ? try SingleProcess.step(model) : nil
    if let expected {
      let loads = expected.tokensOfExperts(model)
      print(
        "one process: \(model.microbatches) microbatches; an expert of a layer gets "
          + "\(loads.lowerBound) to \(loads.upperBound) of \(model.tokensOfStep) tokens")
      try expect(loads.lowerBound, is: 0, "tokens of the expert with the fewest")
      print(
        row([
          "schedule", "grid", "gradients", "loss", "experts", "bits, twice",
          "parameter of the worst gradient",
        ]))
    }
    try world.restUntilFirstIsHere()
    for item in EqualityCase.all(names, processes: world.size, model, dataRanks: dataRanks) {
      let step = try TrainedStep(item.schedule, model, item.layout, on: world)
      try step.play()
      let first = step.bits
      try step.play()
      let isSame = try world.allReduce([step.bits == first ? 1 : 0] as [Int32], .min) == [1]
      if let found = try step.summary(), let expected {
        let gradients = try found.difference(from: expected)
        let loss = found.lossDifference(from: expected)
        let others = try found.otherExperts(than: expected)
        print(
          row([
            item.schedule.name, item.grid, millionths(gradients.value), millionths(loss),
            others == 0 ? "same" : "\(others) others", isSame ? "same" : "others",
            gradients.value > 0 ? gradients.name : "none",
          ]))
        guard gradients.value <= tolerance, loss <= tolerance, others == 0, isSame else {
          throw Unexpected(description: "\(item.description) is not one process's step")
        }
      }
      try world.restUntilFirstIsHere()
      try step.close()
    }
  }
}
