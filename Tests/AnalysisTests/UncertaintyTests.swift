import MPIRuntime
import Quantities
import Simulation
import Testing
import Timelines

@testable import Analysis

@Suite("Uncertainty of a step")
struct UncertaintyTests {
  private func step(
    _ change: (inout StepConfiguration) -> Void = { _ in }
  ) throws -> TrainingStep {
    var scenario = try Shipped.plain("deepseek-v3")
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
    let step = try step {
      $0.routing = .sampled(skew: 0.2, maxVio: 0.1)
      $0.speedSpread = 0.015
    }
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

  @Test("every quantity's interval holds it, in seconds and as a share of the step")
  func everyQuantity() throws {
    let step = try step { $0.sequences = 4_096 }
    let timeline = try step.simulateOneGroup().timeline
    let uncertainty = try Uncertainty(step, samples: 6, on: .solo())
    for quantity in Uncertainty.Quantity.allCases {
      let time = quantity.time(in: timeline)
      let (seconds, share) = (uncertainty.seconds(quantity), uncertainty.fraction(quantity))
      #expect(seconds.low <= time.seconds && time.seconds <= seconds.high, "\(quantity)")
      let fraction = time.fraction(of: timeline.step)
      #expect(share.low <= fraction && fraction <= share.high, "\(quantity)")
    }
    #expect(uncertainty.seconds(.pairs).high > uncertainty.seconds(.pairs).low)
    #expect(uncertainty.fraction(.step) == Uncertainty.Interval(low: 1, high: 1))
  }

  @Test("where lane groups differ, samples of one are moved to the step of all")
  func manyGroups() throws {
    let uneven = try step {
      $0.routing = .sampled(skew: 0.3, maxVio: 0.5)
      $0.sequences = 4_096
      // With this one the first group is not the slowest.
      $0.seed = 2
    }
    let timeline = try uneven.simulate(on: .solo()).timeline
    let one = try uneven.simulateOneGroup().timeline.step
    #expect(one < timeline.step)
    let moved = try Uncertainty(uneven, around: timeline, samples: 6, on: .solo())
    let plain = try Uncertainty(uneven, samples: 6, on: .solo())
    let gap = (timeline.step - one).seconds
    #expect(abs(moved.step.high - plain.step.high - gap) < 1e-9)
    #expect(moved.step.low <= timeline.step.seconds && timeline.step.seconds <= moved.step.high)
  }

  @Test("kernels that were measured on the GPU are surer than those that were not")
  func plainModels() throws {
    let scenario = try Shipped.scenario("deepseek-v3")
    let fitted = try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
      configuration: scenario.step)
    let plain = try step { $0 = scenario.step }
    for (ours, wide) in zip(Uncertainty.sources(of: fitted), Uncertainty.sources(of: plain)) {
      let isKernel = [.attention, .feedForward, .exchange].contains(ours.kind)
      #expect(wide.kind == ours.kind && (wide == ours) != isKernel, "\(ours.kind)")
      #expect(wide.range.upperBound >= ours.range.upperBound)
      #expect(!isKernel || wide.range == Uncertainty.uncalibrated && ours.range.contains(1))
    }
  }
}
