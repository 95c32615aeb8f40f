import MPIRuntime
import Quantities
import Simulation
import Testing

@testable import Analysis

@Suite("Intervals that follow from the step's")
struct RunIntervalTests {
  private static let evaluation = Result {
    let scenario = try Shipped.plain("deepseek-v3")
    return try Evaluation(
      scenario, on: .solo(),
      lengths: StepLengths(scenario: scenario, on: .solo(), imported: [:]), samples: 4)
  }

  @Test("rates fall as the step grows")
  func rates() throws {
    let evaluation = try Self.evaluation.get()
    let step = try #require(evaluation.uncertainty).step
    let rate = try #require(evaluation.interval(ofRate: evaluation.throughput.tokensPerSecond))
    let tokens = Double(evaluation.throughput.tokensPerStep)
    #expect(abs(rate.low * step.high / tokens - 1) < 1e-12)
    #expect(abs(rate.high * step.low / tokens - 1) < 1e-12)
  }

  @Test("simulated phases are scaled as the step, GPU-hours that are given stay")
  func phases() throws {
    let evaluation = try Self.evaluation.get()
    let relative = try #require(evaluation.relativeStep)
    let phases = try #require(evaluation.run).phases
    let given = phases.filter { !$0.isSimulated }
    #expect(given.map(\.gpuHours) == [5_000])
    let hours = try #require(evaluation.interval(of: phases, \.gpuHours))
    let simulated = phases.reduce(0) { $0 + $1.gpuHours } - 5_000
    #expect(abs(hours.low - 5_000 - simulated * relative.low) < 1e-6)
    #expect(abs(hours.high - 5_000 - simulated * relative.high) < 1e-6)
    #expect(relative.low < 1 && 1 < relative.high)
    let all = try #require(evaluation.interval(of: given, \.gpuHours))
    #expect(all == Uncertainty.Interval(low: 5_000, high: 5_000))
  }

  @Test("without samples there is none")
  func none() throws {
    var evaluation = try Self.evaluation.get()
    evaluation.uncertainty = nil
    #expect(evaluation.relativeStep == nil && evaluation.interval(ofTime: 1) == nil)
    #expect(evaluation.interval(ofRate: 1) == nil)
    #expect(evaluation.interval(of: [], \.gpuHours) == nil)
  }
}
