import CostModels
import Testing
import TransformerModels

@testable import Validation

@Suite("FLOPs with recomputation")
struct RecomputedFLOPsTests {
  /// Layers, hidden size; those of arXiv:2104.04473, table 1, in the order of the files.
  static let models = [
    ("gpt-1.7b", 24.0, 2304.0), ("gpt-7.5b", 36, 4096), ("gpt-39.1b", 48, 8192),
    ("gpt-145.6b", 80, 12288), ("gpt-529.6b", 105, 20480),
  ]

  @Test("full recomputation is 96 B s l h^2 (1 + s/6h + V/16lh)", arguments: models)
  func full(name: String, layers: Double, hidden: Double) throws {
    let model = try Shipped.validator().model(named: name)
    let ours = model.trainingFLOPsPerToken(sequenceLength: 2048, recomputing: .full)
    let printed =
      96 * layers * hidden * hidden * (1 + 2048 / (6 * hidden) + 51200 / (16 * layers * hidden))
    #expect(abs(ours / printed - 1) < 1e-12)
  }

  @Test("selective recomputation of 175B adds what parts HFU from MFU, 52.8 from 51.4 per cent")
  func selective() throws {
    let model = try Shipped.validator().model(named: "gpt-175b")
    let plain = model.trainingFLOPsPerToken(sequenceLength: 2048, recomputing: .items([]))
    let selective = model.trainingFLOPsPerToken(sequenceLength: 2048, recomputing: .selective)
    #expect(abs(selective / plain - 52.8 / 51.4) < 0.002)
    // At the published 13.75 s on 64 GPUs of 312 TFLOP/s.
    let utilisation = plain * 64 * 2048 / (13.75 * 64 * 312e12)
    #expect(abs(utilisation - 0.514) < 0.0005)
  }
}
