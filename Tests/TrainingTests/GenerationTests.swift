import LinearAlgebra
import PipelineSchedules
import Quantities
import TestSupport
import Testing
import TransformerModels

@testable import Training

@Suite("Generation")
struct GenerationTests {
  static let prompt: [Int32] = [3, 14, 7]

  @Test(
    "gives the logits of the definition, with either form of attention and any cut into reads",
    arguments: AttentionForm.allCases, [[7], [1, 1, 1, 1, 1, 1, 1], [3, 1, 2, 1]])
  func logits(form: AttentionForm, cut: [Int]) throws {
    let worker = try TinyModel().worker()
    let generator = try TokenGenerator(worker, form: form, capacity: 7)
    let tokens: [Int32] = [3, 14, 7, 0, 18, 7, 2]
    let reference = ReferenceLayers(worker, sequences: 1, length: 7)
    let expected = try reference.logits(
      Microbatch(sequences: 1, length: 7, tokens: tokens + [0]))
    var start = 0
    for count in cut {
      let found = try generator.read(Array(tokens[start..<start + count]))
      for row in 0..<count {
        for column in 0..<19 {
          let error = (Double(found[row, column]) - expected[start + row, column]).magnitude
          #expect(error < 1e-5)
        }
      }
      start += count
    }
  }

  @Test(
    "chooses the same tokens with both forms of attention",
    arguments: [TinyModel.Variant.experts, .dense, .uncompressedQueries])
  func forms(variant: TinyModel.Variant) throws {
    let worker = try TinyModel(variant).worker()
    let texts = try AttentionForm.allCases.map {
      try TokenGenerator(worker, form: $0, capacity: 40).generate(prompt: Self.prompt, length: 30)
    }
    #expect(texts[0] == texts[1] && texts[0].count == 30)
    #expect(Set(texts[0]).count > 1)
  }

  @Test("keeps as many bytes as the formula of the architecture says")
  func cacheBytes() throws {
    let model = try TinyModel()
    let worker = try model.worker()
    let generator = try TokenGenerator(worker, capacity: 12)
    _ = try generator.generate(prompt: Self.prompt, length: 6)
    // The last generated token is not read.
    #expect(generator.count == 8)
    let cache = try #require(
      model.configuration.architecture.keyValueCaches(bytesPerValue: 4).first { $0.kind == .latent }
    )
    #expect(Int64(generator.cacheBytes) == 8 * cache.bytesPerToken.count)
  }

  @Test("leaves the loads of experts and the gradients alone")
  func untouched() throws {
    let worker = try TinyModel().worker()
    try worker.playStep()
    let (loads, gradients) = (worker.balances.map(\.loads), worker.parameters.map(\.gradient))
    _ = try TokenGenerator(worker, capacity: 12).generate(prompt: Self.prompt, length: 4)
    _ = try worker.speculationRate(on: Microbatch(sequences: 1, length: 2, tokens: [1, 2, 3]))
    #expect(worker.balances.map(\.loads) == loads)
    #expect(worker.parameters.map(\.gradient) == gradients)
  }

  @Test("accepts proposals where the model, one token on, chooses the same")
  func speculation() throws {
    let model = try TinyModel()
    let worker = try model.worker()
    let microbatch = try #require(model.microbatches[0])
    let found = try worker.speculationRate(on: microbatch)
    #expect(found.proposed == 2 * 6)
    let reference = ReferenceLayers(worker, sequences: 2, length: 7)
    func choices(_ logits: ReferenceMatrix) -> [Int] {
      (0..<logits.rows).map { row in
        (0..<19).max { logits[row, $0] < logits[row, $1] } ?? 0
      }
    }
    let own = choices(try reference.logits(microbatch))
    let proposals = choices(try reference.moduleLogits(microbatch))
    let rows = (0..<14).filter { $0 % 7 != 6 }
    let accepted = rows.count { (row: Int) -> Bool in proposals[row] == own[row + 1] }
    #expect(found.accepted == accepted)
    #expect(found.tokensPerRun == 1 + Double(accepted) / 12)
    #expect(found.speedUp(moduleCost: 0.25) == found.tokensPerRun / 1.25)
  }

  @Test(
    "DeepSeek-V3's module works as much as a layer, its projection and the head: 1.8 times as fast")
  func moduleCost() throws {
    let model = try ModelConfiguration(
      contentsOf: Repository.path("configs/models/deepseek-v3.json"))
    var rate = SpeculationRate()
    (rate.proposed, rate.accepted) = (100, 85)
    let facts = RunFacts(
      TrainingSettings(
        model: model, batch: .init(sequences: 1, sequenceLength: 16),
        optimizer: .init(learningRate: 0.001, horizon: 1), steps: 1))
    let sample = try SpeculationSample(
      path: Repository.path("README.md"), facts: facts, count: 1)
    let trial = ModelTrial.Speculation(rate: rate, on: sample, of: model.architecture)
    // At 16 tokens scores are nothing: 1.5 B of 36.6 B weights that multiply a token.
    #expect(abs(trial.moduleCost - 0.0415) < 0.003, "\(trial.moduleCost)")
    #expect(trial.speedUp == 1.85 / (1 + trial.moduleCost))
  }

  @Test("refuses more tokens than fit, tokens outside of the vocabulary, and part of a model")
  func refusals() throws {
    let model = try TinyModel()
    let generator = try TokenGenerator(try model.worker(), capacity: 4)
    #expect(
      throws: TrainingError(
        code: .shapesDisagree, detail: "1 tokens behind 4; 1 ... 0 are accepted")
    ) { try generator.generate(prompt: Self.prompt, length: 3) }
    #expect(
      throws: TrainingError(
        code: .shapesDisagree, detail: "microbatch 0: token 19; 0 ..< 19 are accepted")
    ) {
      try TokenGenerator(try model.worker(), capacity: 4).generate(prompt: [19], length: 1)
    }
    let part = try model.worker("Et|tmL", stages: [0])
    #expect(throws: TrainingError.self) { try TokenGenerator(part, capacity: 4) }
  }
}
