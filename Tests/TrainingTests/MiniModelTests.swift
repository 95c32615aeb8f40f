import ExpertParallelism
import LinearAlgebra
import PipelineSchedules
import TestSupport
import Testing
import TransformerModels

@testable import Training

@Suite("The shipped mini models")
struct MiniModelTests {
  static let names = ["mini-64", "mini-128", "mini-256", "mini-512"]

  private func configuration(_ name: String) throws -> ModelConfiguration {
    try ModelConfiguration(contentsOf: Repository.path("configs/models/\(name).json"))
  }

  @Test("are models of DeepSeek-V3's kind of the size that their name says", arguments: names)
  func kind(name: String) throws {
    let configuration = try configuration(name)
    let architecture = configuration.architecture
    #expect(name == "mini-\(architecture.hiddenSize)")
    #expect(configuration.constants.routedScale == 2.5)
    #expect(configuration.constants.scoring == .sigmoid)
    #expect(architecture.multiTokenPredictionModules == 1)
    let experts = try #require(architecture.experts)
    #expect([8, 16].contains(experts.routed) && experts.shared == 1)
    #expect(experts.firstDenseLayers == 1 && experts.groups == 4 && experts.keptGroups == 2)
    // 256 bytes, and room for marks between documents.
    #expect(architecture.vocabularySize == 260)
    _ = try AttentionShape(architecture.attention)
  }

  @Test("have as many weights as their architecture counts")
  func weights() throws {
    let configuration = try configuration("mini-64")
    let layout = try StageLayout("E(t)*4mL", layers: 4, multiTokenPrediction: 1, stages: 1)
    let worker = try ModelWorker(configuration, layout: layout, stages: [0])
    let counts = ParameterCounts(configuration.architecture)
    let expected = counts.components.reduce(counts.multiTokenPrediction) { $0 + $1.total }
    #expect(worker.parameters.reduce(0) { $0 + $1.value.values.count } == expected)
    #expect(Set(worker.parameters.map(\.name)).count == worker.parameters.count)
  }

  @Test("start with the loss of a guess among all tokens", arguments: ["mini-64", "mini-128"])
  func firstLoss(name: String) throws {
    let configuration = try configuration(name)
    let layers = configuration.architecture.layers
    let layout = try StageLayout(
      "E(t)*\(layers)mL", layers: layers, multiTokenPrediction: 1, stages: 1)
    let worker = try ModelWorker(configuration, layout: layout, stages: [0])
    let tokens = (0...Int32(32)).map { $0 &* 7919 % 256 }
    try worker.begin(
      [0: Microbatch(sequences: 1, length: 32, tokens: tokens)], tokensOfStep: 32)
    try worker.playStep()
    // The natural logarithm of 260 is 5.561.
    #expect((worker.loss.main / 32 - 5.561).magnitude < 0.3)
    #expect((worker.loss.prediction / 31 - 5.561).magnitude < 0.3)
    #expect(worker.balances.count == layers)
    for balance in worker.balances {
      #expect(LoadStatistics(balance.loads).mean > 0)
    }
  }
}
