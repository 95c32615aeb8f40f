import PipelineSchedules
import Quantities
import Training
import TransformerModels

/// A small model with as many layers as 16 stages need, whose experts are chosen very unevenly.
struct EqualityModel {
  static let layers = 15
  /// Layers 3, 6, 9, 12 and that of the prediction module have experts.
  private static let layerFrequency = 3
  static let vocabulary = 61

  let configuration: ModelConfiguration
  /// What a microbatch hands on is longer than what MPI sends without asking the receiver: 4 KiB.
  let sequences = 2
  let length: Int
  /// In a step, on all data ranks together.
  let microbatches: Int

  init(
    _ precision: Precision = .fp32, microbatches: Int, hidden: Int = 64, length: Int = 9
  ) {
    self.microbatches = microbatches
    self.length = length
    configuration = ModelConfiguration(
      architecture: Architecture(
        family: "deepseek_v3", name: "equality", vocabularySize: Self.vocabulary,
        hiddenSize: hidden,
        layers: Self.layers,
        attention: .latent(
          heads: 2, queryRank: 12, keyValueRank: 8, noPositionSize: 6, ropeSize: 4, valueSize: 6),
        denseIntermediateSize: hidden,
        experts: Architecture.Experts(
          routed: 16, shared: 1, active: 3, intermediateSize: hidden / 16, groups: 4, keptGroups: 2,
          firstDenseLayers: 2, layerFrequency: Self.layerFrequency),
        multiTokenPredictionModules: 1, tiedEmbedding: false),
      constants: ModelConstants(initialDeviation: 0.06, routedScale: 2.5),
      precision: precision, balanceWeight: 0.1, seed: 7)
  }

  /// Layers with experts that stand before a stage.
  static func expertLayers(before stage: Int, in layout: StageLayout) -> Int {
    (2..<max(2, layout.layers(onStage: stage).lowerBound)).count {
      $0.isMultiple(of: layerFrequency)
    }
  }

  /// Whether a stage has layers with experts, of those that are not the prediction module's.
  static func hasExperts(_ stage: Int, in layout: StageLayout) -> Bool {
    stage + 1 == layout.stages.count
      || expertLayers(before: stage + 1, in: layout) > expertLayers(before: stage, in: layout)
  }

  /// With the same number of units on all stages, as far as that can be; nil for too many stages.
  func layout(stages: Int) -> StageLayout? {
    try? .balanced(
      costs: [VirtualTime](repeating: VirtualTime(picoseconds: 1), count: Self.layers + 3),
      layers: Self.layers, multiTokenPrediction: 1, stages: stages)
  }

  /// A microbatch by its number among all of the step.
  func microbatch(_ number: Int) throws -> Microbatch {
    var state = UInt64(number + 1)
    let tokens = (0..<sequences * (length + 1)).map { _ -> Int32 in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int32((state >> 33) % UInt64(Self.vocabulary))
    }
    return try Microbatch(sequences: sequences, length: length, tokens: tokens)
  }

  var tokensOfStep: Int { microbatches * sequences * length }

  /// Of a layer.
  var experts: Int { configuration.architecture.experts?.routed ?? 0 }

  /// Of a layer's tokens.
  var selectionsOfMicrobatch: Int {
    sequences * length * (configuration.architecture.experts?.active ?? 0)
  }

  /// A worker whose biases draw most tokens to the first experts, so that others get none.
  func worker(
    _ layout: StageLayout, stages: [Int], exchange: any ExpertExchange
  ) throws -> ModelWorker {
    let worker = try ModelWorker(
      configuration, layout: layout, stages: stages, exchange: exchange)
    for balance in worker.balances {
      balance.bias = balance.bias.indices.map { -0.02 * Float($0) }
    }
    return worker
  }
}
