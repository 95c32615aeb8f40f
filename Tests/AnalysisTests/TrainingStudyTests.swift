import TestSupport
import Testing
import Training
import TransformerModels

@testable import Analysis

@Suite("Studies of training")
struct TrainingStudyTests {
  private func settings() throws -> TrainingSettings {
    let path = Repository.path("configs/models/mini-64.json")
    var model = try ModelConfiguration(contentsOf: path)
    model.biasSpeed = 0.002
    return TrainingSettings(
      model: model, batch: .init(sequences: 8, sequenceLength: 16),
      optimizer: .init(learningRate: 0.001, horizon: 10), steps: 10,
      checkpoints: .init(folder: "nowhere", every: 5))
  }

  @Test("four precisions differ in nothing else, and leave no checkpoints")
  func precisions() throws {
    let base = try settings()
    let study = TrainingStudy(.precision, settings: base)
    #expect(study.variants.map(\.name) == ["fp32", "bf16", "fp8", "fp8-delayed"])
    #expect(Set(study.variants.map(\.settings.model.precision)).count == 4)
    for variant in study.variants {
      var settings = variant.settings
      #expect(settings.checkpoints == nil)
      settings.checkpoints = base.checkpoints
      settings.model.precision = base.model.precision
      #expect(settings == base)
    }
  }

  @Test("balancing is by nothing, by an auxiliary loss alone, by biases alone")
  func balancing() throws {
    let study = TrainingStudy(.balancing, settings: try settings())
    #expect(study.variants.map(\.settings.model.balanceWeight) == [0, 0.001, 0])
    #expect(study.variants.map(\.settings.model.biasSpeed) == [0, 0, 0.002])
    #expect(study.variants.map(\.name) == ["no balancing", "auxiliary loss 0.001", "bias 0.002"])
  }

  @Test("a loss is smoothed as 0.9 of what it was and 0.1 of what comes, by hand")
  func smoothing() {
    let curve = TrainingCurve(name: "a", losses: [4, 3, 2], violations: [1, 1, 1])
    let expected = [4, 3.9, 3.71]
    for (value, expected) in zip(curve.smoothedLosses, expected) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test("differences are relative to BF16, and the worst keeps its sign")
  func differences() throws {
    let study = TrainingStudy(.precision, settings: try settings())
    let factors = ["fp32": 0.999, "bf16": 1, "fp8": 1.002, "fp8-delayed": 0.98]
    let results = try TrainingStudyResults(study, ranks: 1) { variant in
      let factor = try #require(factors[variant.name])
      return curve(variant, [5.0, 4, 3].map { $0 * factor })
    }
    #expect(results.baseline?.name == "bf16")
    #expect(results.differences.map(\.name) == ["fp32", "fp8", "fp8-delayed"])
    for (difference, expected) in zip(results.differences, [-0.001, 0.002, -0.02]) {
      #expect(abs(difference.worst - expected) < 1e-9)
      #expect(abs(difference.final - expected) < 1e-9)
    }
    #expect(results.claimHolds == true)
    #expect(results.differences.map { $0.share(within: 0.0025) } == [1, 1, 0])
  }

  @Test(
    "the claim of 0.25 % fails where one step is above it",
    arguments: [(1.0024, true), (1.0026, false)])
  func claim(factor: Double, holds: Bool) throws {
    let study = TrainingStudy(.precision, settings: try settings())
    let results = TrainingStudyResults(study, ranks: 1) { variant in
      curve(variant, [variant.name == "fp8" ? 5 * factor : 5])
    }
    #expect(results.claimHolds == holds)
  }

  @Test("a run that diverges ends its curve, keeps the other runs, and cannot hold the claim")
  func divergence() throws {
    let study = TrainingStudy(.precision, settings: try settings())
    func results(_ diverging: String) -> TrainingStudyResults {
      TrainingStudyResults(study, ranks: 1) { variant in
        variant.name == diverging ? curve(variant, [5], diverged: true) : curve(variant, [5, 4, 3])
      }
    }
    let eightBit = results("fp8")
    #expect(eightBit.curves.map(\.divergedStep) == [nil, nil, 2, nil])
    #expect(eightBit.differences.map(\.values) == [[0, 0, 0], [0], [0, 0, 0]])
    #expect(eightBit.claimHolds == false)
    #expect(results("bf16").claimHolds == nil)
    #expect(results("fp8-delayed").claimHolds == true)
    let atOnce = TrainingStudyResults(study, ranks: 1) { curve($0, [], diverged: true) }
    #expect(atOnce.curves.map(\.divergedStep) == [1, 1, 1, 1])
    #expect(atOnce.differences.map(\.worst) == [0, 0, 0])
  }

  @Test("a study of balancing has no claim, and is compared with no balancing")
  func noClaim() throws {
    let study = TrainingStudy(.balancing, settings: try settings())
    let results = TrainingStudyResults(study, ranks: 1) { curve($0, [5]) }
    #expect(results.claimHolds == nil)
    #expect(results.baseline?.name == "no balancing")
  }

  private func curve(
    _ variant: TrainingStudy.Variant, _ losses: [Double], diverged: Bool = false
  ) -> TrainingCurve {
    TrainingCurve(
      name: variant.name,
      steps: losses.enumerated().map { metrics(step: $0.offset + 1, loss: $0.element) },
      diverged: diverged)
  }

  @Test("a study that is ended has the runs before that one")
  func ended() throws {
    let study = TrainingStudy(.precision, settings: try settings())
    let results = TrainingStudyResults(study, ranks: 1) { variant in
      variant.name == "fp8" ? nil : curve(variant, [5])
    }
    #expect(results.curves.map(\.name) == ["fp32", "bf16"])
    #expect(results.claimHolds == nil)
  }

  private func metrics(step: Int, loss: Double) -> StepMetrics {
    StepMetrics(
      step: step, sequences: 8, tokens: 128, learningRate: 0.001, loss: loss, predictionLoss: 0,
      balanceLoss: 0, gradientNorm: 1, clipFactor: 1, loads: [[3, 1]], seconds: 0.1)
  }
}
