import FloatFormats
import MPIRuntime
import Quantities
import Training

extension Scenario {
  /// Of a parameter's gradient and of a part of the loss, in FP32.
  private static let tolerance = 1e-5

  static let training = [
    Scenario("training-equality") { world in
      try compare(EqualityCase.names, EqualityModel(microbatches: max(4, 2 * world.size)), world)
    },
    // With halves of backwards, and with pairs and copies of stages.
    Scenario("training-equality-some") { world in
      try compare(["zb-h1", "dualpipe"], EqualityModel(microbatches: 2 * world.size), world)
    },
  ]

  /// A relative difference for people: `2.07e-6`.
  private static func millionths(_ value: Double) -> String {
    "\(fixed(value * 1e6, decimals: 3))e-6"
  }

  /// Plays every schedule on every grid of the processes twice and compares it with one process.
  private static func compare(
    _ names: [String], _ model: EqualityModel, _ world: Communicator
  ) throws {
    let expected = world.rank == 0 ? try SingleProcess.step(model) : nil
    if let expected {
      let loads = expected.tokensOfExperts(model)
      print(
        "one process: \(model.microbatches) microbatches; an expert of a layer gets "
          + "\(loads.lowerBound) to \(loads.upperBound) of \(model.tokensOfStep) tokens")
      try expect(loads.lowerBound, is: 0, "tokens of the expert with the fewest")
    }
    try world.restUntilFirstIsHere()
    for item in EqualityCase.all(names, processes: world.size, model) {
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
          "\(item.description): gradients \(millionths(gradients.value)) at most"
            + (gradients.value > 0 ? " (\(gradients.name))" : "")
            + ", loss \(millionths(loss)), experts \(others == 0 ? "the same" : "\(others) others"), "
            + "twice \(isSame ? "the same bits" : "other bits")")
        guard gradients.value <= tolerance, loss <= tolerance, others == 0, isSame else {
          throw Unexpected(description: "\(item.description) is not one process's step")
        }
      }
      try world.restUntilFirstIsHere()
      try step.close()
    }
  }
}
