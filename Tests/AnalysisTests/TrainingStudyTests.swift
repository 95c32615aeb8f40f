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
    let results = try TrainingStudyResults(study) { variant in
      let factor = try #require(factors[variant.name])
      return [5.0, 4, 3].enumerated().map {
        metrics(step: $0.offset + 1, loss: $0.element * factor)
      }
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
    let results = TrainingStudyResults(study) { variant in
      let isEightBit = variant.name == "fp8"
      return [metrics(step: 1, loss: isEightBit ? 5 * factor : 5)]
    }
    #expect(results.claimHolds == holds)
  }

  @Test("a study of balancing has no claim, and is compared with no balancing")
  func noClaim() throws {
    let study = TrainingStudy(.balancing, settings: try settings())
    let results = TrainingStudyResults(study) { _ in [metrics(step: 1, loss: 5)] }
    #expect(results.claimHolds == nil)
    #expect(results.baseline?.name == "none")
  }

  @Test("a study that is ended has the runs before that one")
  func ended() throws {
    let study = TrainingStudy(.precision, settings: try settings())
    let results = TrainingStudyResults(study) { variant in
      variant.name == "fp8" ? nil : [metrics(step: 1, loss: 5)]
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
