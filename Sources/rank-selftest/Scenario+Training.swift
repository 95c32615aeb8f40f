import FloatFormats
import MPIRuntime
import Training

extension Scenario {
  /// Of a parameter's gradient and of a part of the loss, in FP32.
  private static let tolerance = 1e-5

  static let training = [
    Scenario("training-equality") { world in
      try compare(EqualityCase.names, EqualityModel(microbatches: max(4, 2 * world.size)), world)
    },
    // Schedules of each kind: with halves of backwards, with pairs, with chunks and from both ends.
    Scenario("training-equality-many") { world in
      let names = ["1f1b", "zb-h1", "interleaved-1f1b-overlap", "dualpipe", "dualpipev"]
      try compare(names, EqualityModel(microbatches: 2 * world.size), world)
    },
  ]

  /// Plays every schedule on every grid of the processes twice and compares it with one process.
  private static func compare(
    _ names: [String], _ model: EqualityModel, _ world: Communicator
  ) throws {
    let expected = world.rank == 0 ? try SingleProcess.step(model) : nil
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
          "\(item.description): gradients \(gradients.value) (\(gradients.name)), loss \(loss), "
            + "other experts \(others), twice \(isSame ? "the same bits" : "other bits")")
        guard gradients.value <= tolerance, loss <= tolerance, others == 0, isSame else {
          throw Unexpected(description: "\(item.description) is not one process's step")
        }
      }
      try step.close()
    }
  }
}
