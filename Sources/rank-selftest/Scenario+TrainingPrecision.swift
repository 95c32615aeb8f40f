import MPIRuntime
import Training

extension Scenario {
  /// Of a part of the loss, between a grid and one process: what fine-grained FP8 is said to cost.
  private static let lossTolerance = 0.0025
  /// Of the distances of a grid's and of one process's gradients from those in FP32.
  ///
  /// A rank adds its experts' rows up and rounds the sum to BF16 before it travels, which one process
  /// does not; later choices of experts that are nearly ties then fall the other way. So a grid's
  /// gradients differ from one process's by as much as both differ from FP32's, and what can be asked is
  /// that they be no farther from those, by this factor.
  private static let distanceTolerance = 1.25

  static let trainingPrecision = [
    Scenario("training-bf16") { world in try play(.bf16, world) },
    Scenario("training-fp8") { world in try play(.fp8(EightBitRecipe()), world) },
  ]

  private static func play(_ precision: Precision, _ world: Communicator) throws {
    let model = EqualityModel(precision, microbatches: max(4, 2 * world.size))
    let expected = world.rank == 0 ? try SingleProcess.step(model) : nil
    let exact =
      world.rank == 0
      ? try SingleProcess.step(EqualityModel(microbatches: model.microbatches)) : nil
    try world.restUntilFirstIsHere()
    let names = ["zb-v", "dualpipe"]
    for item in EqualityCase.all(names, processes: world.size, model, dataRanks: world.size) {
      let step = try TrainedStep(item.schedule, model, item.layout, on: world)
      try step.play()
      let first = step.bits
      try step.play()
      let isSame = try world.allReduce([step.bits == first ? 1 : 0] as [Int32], .min) == [1]
      if let found = try step.summary(), let expected, let exact {
        let distance =
          found.totalDifference(from: exact) / expected.totalDifference(from: exact)
        let loss = found.lossDifference(from: expected)
        let others = try found.otherExperts(than: expected)
        print(
          "\(item.description): \(distance) times one process's distance from fp32, loss \(loss), "
            + "other experts \(others), twice \(isSame ? "the same bits" : "other bits")")
        guard distance <= distanceTolerance, loss <= lossTolerance, isSame else {
          throw Unexpected(description: "\(item.description) is too far from one process's step")
        }
      }
      try world.restUntilFirstIsHere()
      try step.close()
    }
  }
}
