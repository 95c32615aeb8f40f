import LinearAlgebra
import PipelineSchedules
import Testing
import TransformerModels

@testable import Training

@Suite("A worker refuses")
struct WorkerErrorTests {
  private func expect(
    _ code: TrainingError.Code, _ words: String..., from body: () throws -> Void
  ) {
    do {
      try body()
      Issue.record("nothing was thrown; expected \(code)")
    } catch let error as TrainingError {
      #expect(error.code == code)
      for word in words { #expect(error.detail.contains(word), "'\(word)' in '\(error)'") }
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("microbatches and passes that are not in order")
  func order() throws {
    let model = try TinyModel()
    let worker = try model.worker()
    expect(.outOfOrder, "stage 0, microbatch 1") {
      _ = try worker.forward(stage: 0, microbatch: 1, input: nil)
    }
    expect(.outOfOrder, "no forward", "forwardDone is needed") {
      _ = try worker.backward(stage: 0, microbatch: 0, gradient: nil, passes: [.input])
    }
    _ = try worker.play(worker.forward(stage: 0, microbatch: 0, input: nil))
    expect(.outOfOrder, "second forward") {
      _ = try worker.forward(stage: 0, microbatch: 0, input: nil)
    }
    expect(.outOfOrder, "[\"weight\"]", "inputDone is needed") {
      _ = try worker.backward(stage: 0, microbatch: 0, gradient: nil, passes: [.weight])
    }
    expect(.outOfOrder, "1 microbatches are on their way") {
      try worker.begin(model.microbatches, tokensOfStep: 14)
    }
  }

  @Test("inputs and microbatches of another shape")
  func shapes() throws {
    let model = try TinyModel()
    let worker = try model.worker("Et|tmL")
    expect(.shapesDisagree, "input 3 x 4", "none is needed") {
      _ = try worker.forward(stage: 0, microbatch: 0, input: Matrix(rows: 3, columns: 4))
    }
    expect(.shapesDisagree, "input none", "14 x 12 is needed") {
      _ = try worker.forward(stage: 1, microbatch: 0, input: nil)
    }
    let short = try Microbatch(sequences: 1, length: 3, tokens: [1, 2, 3, 4])
    var microbatches = model.microbatches
    microbatches[1] = short
    expect(.shapesDisagree, "microbatch 1 has 1 sequences of 3") {
      try worker.begin(microbatches, tokensOfStep: 14)
    }
    expect(.shapesDisagree, "5 tokens for 2 sequences of 2") {
      _ = try Microbatch(sequences: 2, length: 2, tokens: [1, 2, 3, 4, 5])
    }
    expect(.shapesDisagree, "token 19", "0 ..< 19") {
      try worker.begin(
        [0: Microbatch(sequences: 1, length: 1, tokens: [3, 19])], tokensOfStep: 1)
    }
  }

  @Test("models of another kind, and layouts of another model")
  func models() throws {
    let model = try TinyModel()
    var configuration = model.configuration
    configuration.architecture.attention = .grouped(
      heads: 2, keyValueHeads: 2, headSize: 4, queryKeyValueBias: false)
    expect(.unsupportedModel, "latent attention is accepted") {
      _ = try ModelWorker(configuration, layout: model.layout(), stages: [0])
    }
    configuration = model.configuration
    configuration.architecture.learnedBiases = true
    expect(.unsupportedModel, "without biases") {
      _ = try ModelWorker(configuration, layout: model.layout(), stages: [0])
    }
    let other = try StageLayout("Et|tttmL", layers: 4, multiTokenPrediction: 1, stages: 2)
    expect(.shapesDisagree, "4 't' in the layout", "2 in the model") {
      _ = try ModelWorker(model.configuration, layout: other, stages: [0])
    }
    expect(.shapesDisagree, "stage 1; the layout has 0 ..< 1") {
      _ = try ModelWorker(model.configuration, layout: model.layout(), stages: [1])
    }
    expect(.shapesDisagree, "experts 0..<9 on this rank") {
      _ = try ModelWorker(
        model.configuration, layout: model.layout(), stages: [0],
        exchange: LocalExpertExchange(experts: 9))
    }
  }

  @Test("numbers that are not finite, and names where they came up")
  func notFinite() throws {
    let model = try TinyModel()
    let worker = try model.worker()
    let router = try #require(worker.parameters.first { $0.name.hasSuffix("mlp.gate.weight") })
    router.value[3, 0] = .nan
    expect(.notFinite, "model.layers.1.mlp.gate.weight", "expert 3") {
      _ = try worker.play(worker.forward(stage: 0, microbatch: 0, input: nil))
    }
  }
}
