import LinearAlgebra
import PipelineSchedules
import TransformerModels

@testable import Training

/// Models small enough for references by definition, with weights large enough to bend every curve.
struct TinyModel {
  /// How a model differs from the first of them.
  enum Variant: String, CaseIterable {
    case experts
    case dense
    case uncompressedQueries
    case twoModules
    case noSharedExpert
  }

  var configuration: ModelConfiguration
  let sequences = 2
  let length = 7
  let microbatches: [Int: Microbatch]

  init(_ variant: Variant = .experts, microbatches count: Int = 1) throws {
    var architecture = Architecture(
      family: "deepseek_v3", name: "tiny", vocabularySize: 19, hiddenSize: 12, layers: 2,
      attention: .latent(
        heads: 2, queryRank: variant == .uncompressedQueries ? nil : 10, keyValueRank: 8,
        noPositionSize: 6, ropeSize: 4, valueSize: 5),
      denseIntermediateSize: 14,
      experts: Architecture.Experts(
        routed: 8, shared: variant == .noSharedExpert ? 0 : 1, active: 3, intermediateSize: 9,
        groups: 4, keptGroups: 2, firstDenseLayers: 1),
      multiTokenPredictionModules: variant == .twoModules ? 2 : 1,
      tiedEmbedding: variant == .twoModules)
    if variant == .dense {
      architecture.experts = nil
      architecture.multiTokenPredictionModules = 0
    }
    configuration = ModelConfiguration(
      architecture: architecture,
      constants: ModelConstants(initialDeviation: 0.35, routedScale: 2.5), balanceWeight: 0.3,
      seed: 5)
    var random = SplitMix(seed: 11)
    var microbatches: [Int: Microbatch] = [:]
    for number in 0..<count {
      microbatches[number] = try Microbatch(
        sequences: sequences, length: length,
        tokens: (0..<sequences * (length + 1)).map { _ in Int32.random(in: 0..<19, using: &random) })
    }
    self.microbatches = microbatches
  }

  var tokensOfStep: Int { microbatches.count * sequences * length }

  /// A layout of one stage, unless stages are given.
  func layout(_ text: String? = nil) throws -> StageLayout {
    let architecture = configuration.architecture
    let modules = architecture.multiTokenPredictionModules
    let whole = "E(t)*\(architecture.layers)" + (modules > 0 ? "(m)*\(modules)" : "") + "L"
    let text = text ?? whole
    return try StageLayout(
      text, layers: architecture.layers, multiTokenPrediction: modules,
      stages: text.split(separator: "|").count)
  }

  /// A worker of given stages with gains and biases that are not all the same.
  func worker(_ text: String? = nil, stages: [Int]? = nil) throws -> ModelWorker {
    let layout = try layout(text)
    let worker = try ModelWorker(
      configuration, layout: layout, stages: stages ?? Array(layout.stages.indices))
    for parameter in worker.parameters where parameter.name.contains("norm") {
      var numbers = NormalNumbers(key: NormalNumbers.key(of: parameter.name, seed: 3))
      for place in parameter.value.values.indices {
        parameter.value.values[place] = 1 + 0.3 * numbers.next()
      }
    }
    for balance in worker.balances {
      var numbers = NormalNumbers(key: NormalNumbers.key(of: balance.name, seed: 4))
      balance.bias = balance.bias.map { _ in 0.1 * numbers.next() }
    }
    try worker.begin(microbatches, tokensOfStep: tokensOfStep)
    return worker
  }
}

/// Seeded numbers for property tests.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension ModelWorker {
  /// Plays a whole step, microbatch by microbatch, each half of the backward by itself or both at once.
  func playStep(splitBackward: Bool = false) throws {
    for microbatch in microbatches.keys.sorted() {
      var hidden: Matrix?
      for stage in stages {
        hidden = try play(forward(stage: stage, microbatch: microbatch, input: hidden))
      }
      var gradient: Matrix?
      for stage in stages.reversed() {
        gradient = try play(
          backward(
            stage: stage, microbatch: microbatch, gradient: gradient,
            passes: splitBackward ? [.input] : [.input, .weight]))
      }
    }
    guard splitBackward else { return }
    for microbatch in microbatches.keys.sorted() {
      for stage in stages {
        _ = try play(
          backward(stage: stage, microbatch: microbatch, gradient: nil, passes: [.weight]))
      }
    }
  }

  /// Plays a pass to its end.
  func play(_ pass: any StagePass) throws -> Matrix? {
    while try pass.advance() {}
    return pass.output
  }
}
