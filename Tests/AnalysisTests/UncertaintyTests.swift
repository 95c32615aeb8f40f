import MPIRuntime
import Quantities
import Simulation
import Testing

@testable import Analysis

@Suite("Uncertainty of a step")
struct UncertaintyTests {
  private func step(
    _ change: (inout StepConfiguration) -> Void = { _ in }
  ) throws -> TrainingStep {
    var scenario = try Shipped.scenario("deepseek-v3")
    change(&scenario.step)
    return try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, configuration: scenario.step)
  }

  @Test("the interval holds the step, and the same seed gives the same interval")
  func interval() throws {
    let step = try step()
    let uncertainty = try Uncertainty(step, samples: 12, on: .solo())
    let length = try step.length().seconds
    #expect(uncertainty.step.low < length && length < uncertainty.step.high)
    let again = try Uncertainty(step, samples: 12, on: .solo())
    #expect(again.step == uncertainty.step)
    #expect(again.sensitivities == uncertainty.sensitivities)
    #expect(uncertainty.bubbleFraction.low < uncertainty.bubbleFraction.high)
  }

  @Test("no factor but 1 is the step itself, and a slower kernel a longer one")
  func scales() throws {
    var scaled = try step()
    let plain = try scaled.length()
    #expect(try scaled.simulateOneGroup().step == plain)
    scaled.scales.attention = 1.1
    let slower = try scaled.length()
    #expect(slower > plain)
    scaled.scales.attention = 1
    #expect(try scaled.length() == plain)
  }

  @Test("every source moves the step the way its range goes")
  func sensitivities() throws {
    let step = try step { $0.routing = .sampled(skew: 0.2, maxVio: 0.1) }
    let uncertainty = try Uncertainty(step, samples: 2, on: .solo())
    #expect(
      uncertainty.sources.map(\.kind) == Uncertainty.Source.Kind.allCases.filter {
        $0 != .exchange && $0 != .skew && $0 != .maxVio
      } + [.exchange, .skew, .maxVio])
    for (source, moved) in zip(uncertainty.sources, uncertainty.sensitivities) {
      #expect(moved >= 0, "\(source.kind)")
    }
    #expect(uncertainty.sensitivities[0] > 0.1)
  }
}
