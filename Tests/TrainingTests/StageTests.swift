import LinearAlgebra
import PipelineSchedules
import Testing

@testable import Training

@Suite("Stages of a model")
struct StageTests {
  /// The greatest |a - b| / |b| over parameters, both by name, in Euclidean norms.
  private func difference(_ a: [ModelWorker], _ b: ModelWorker) throws -> Double {
    var greatest = 0.0
    for expected in b.parameters {
      var sum = [Double](repeating: 0, count: expected.gradient.values.count)
      let copies = a.flatMap(\.parameters).filter { $0.name == expected.name }
      #expect(!copies.isEmpty, "\(expected.name) is on no stage")
      for copy in copies {
        for (place, value) in copy.gradient.values.enumerated() { sum[place] += Double(value) }
      }
      var (error, size) = (0.0, 0.0)
      for (found, value) in zip(sum, expected.gradient.values) {
        error += (found - Double(value)) * (found - Double(value))
        size += Double(value) * Double(value)
      }
      greatest = max(greatest, (error / max(size, 1e-30)).squareRoot())
    }
    return greatest
  }

  @Test("give the same gradients bit for bit when the halves of backwards are played apart")
  func splitBackward() throws {
    let model = try TinyModel(microbatches: 2)
    let (whole, split) = (try model.worker(), try model.worker())
    try whole.playStep()
    try split.playStep(splitBackward: true)
    for (a, b) in zip(whole.parameters, split.parameters) {
      #expect(a.gradient == b.gradient, "\(a.name)")
    }
    #expect(whole.loss == split.loss)
  }

  @Test(
    "give the whole model's loss and gradients however it is cut",
    arguments: ["Et|tmL", "E|t|t|mL", "Ett|mL"])
  func layouts(text: String) throws {
    let model = try TinyModel(microbatches: 3)
    let whole = try model.worker()
    try whole.playStep()
    let cut = try model.worker(text)
    try cut.playStep()
    #expect(cut.loss == whole.loss)
    #expect(try difference([cut], whole) == 0)
    let stages = try model.layout(text).stages.indices.map { try model.worker(text, stages: [$0]) }
    for microbatch in model.microbatches.keys.sorted() {
      var hidden: Matrix?
      for (stage, worker) in stages.enumerated() {
        hidden = try worker.play(
          worker.forward(stage: stage, microbatch: microbatch, input: hidden))
      }
      var gradient: Matrix?
      for (stage, worker) in stages.enumerated().reversed() {
        gradient = try worker.play(
          worker.backward(
            stage: stage, microbatch: microbatch, gradient: gradient, passes: [.input, .weight]))
      }
      #expect(hidden == nil && gradient == nil)
    }
    // The prediction module's copy of the embedding is on the last stage; the copies are added up.
    #expect(try difference(stages, whole) < 1e-6)
  }

  @Test(
    "give the same gradients bit for bit whatever is computed again",
    arguments: [[], .norms, .latentUpProjections, .swiGLU, .deepSeekV3] as [Recomputation])
  func recomputation(recomputation: Recomputation) throws {
    var model = try TinyModel()
    let expected = try model.worker()
    try expected.playStep()
    model.configuration.recomputation = recomputation
    let found = try model.worker()
    try found.playStep()
    #expect(try difference([found], expected) == 0)
  }

  @Test("pause where tokens or results are on their way between ranks, twice a layer with experts")
  func segments() throws {
    let model = try TinyModel()
    let worker = try model.worker("E|t|tmL")
    func count(_ pass: any StagePass) throws -> Int {
      var count = 1
      while try pass.advance() { count += 1 }
      return count
    }
    let dense = try worker.forward(
      stage: 1, microbatch: 0, input: Matrix(rows: 14, columns: 12, repeating: 1))
    #expect(try count(dense) == 1)
    let input = dense.output
    let experts = try worker.forward(stage: 2, microbatch: 0, input: input)
    #expect(try count(experts) == 5)
    let backward = try worker.backward(
      stage: 2, microbatch: 0, gradient: nil, passes: [.input, .weight])
    // The gradient of the input is there one segment before the weights' are.
    #expect(try count(backward) == 6)
    #expect(backward.output != nil)
  }

  @Test("interleave the passes of two microbatches without a difference in any bit")
  func interleaving() throws {
    let model = try TinyModel(microbatches: 2)
    let (expected, found) = (try model.worker(), try model.worker())
    try expected.playStep()
    _ = try found.play(found.forward(stage: 0, microbatch: 0, input: nil))
    let backward = try found.backward(
      stage: 0, microbatch: 0, gradient: nil, passes: [.input, .weight])
    let forward = try found.forward(stage: 0, microbatch: 1, input: nil)
    var (forwardGoes, backwardGoes) = (true, true)
    while forwardGoes || backwardGoes {
      if forwardGoes { forwardGoes = try forward.advance() }
      if backwardGoes { backwardGoes = try backward.advance() }
    }
    _ = try found.play(
      found.backward(stage: 0, microbatch: 1, gradient: nil, passes: [.input, .weight]))
    #expect(found.loss == expected.loss)
    #expect(try difference([found], expected) == 0)
  }

  @Test("start with the same weights on every grid, which depend on the seed")
  func initialisation() throws {
    var model = try TinyModel()
    let whole = try model.worker()
    let part = try model.worker("Et|tmL", stages: [1])
    for parameter in part.parameters {
      let other = try #require(whole.parameters.first { $0.name == parameter.name })
      #expect(other.value == parameter.value)
    }
    let values = whole.parameters.filter { !$0.name.contains("norm") }.flatMap(\.value.values)
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
    #expect(mean.magnitude < 0.01)
    #expect((variance.squareRoot() - 0.35).magnitude < 0.01)
    model.configuration.seed += 1
    #expect(try model.worker().parameters[0].value != whole.parameters[0].value)
  }

  @Test("count the experts' loads, and move biases against them")
  func loads() throws {
    let model = try TinyModel(microbatches: 2)
    let worker = try model.worker()
    try worker.playStep()
    #expect(worker.balances.map(\.name) == [1, 2].map { "model.layers.\($0).mlp.gate.weight" })
    let balance = worker.balances[0]
    #expect(balance.loads.reduce(0, +) == 2 * 14 * 3)
    let before = balance.bias
    try balance.update(loads: balance.loads)
    for expert in before.indices {
      let above = Double(balance.loads[expert]) - 84.0 / 8
      let move = balance.bias[expert] - before[expert]
      #expect(above == 0 ? move == 0 : (move < 0) == (above > 0))
      #expect(above == 0 || (move.magnitude - 0.001).magnitude < 1e-6)
    }
    balance.clearLoads()
    #expect(balance.loads == [Int](repeating: 0, count: 8))
  }
}
