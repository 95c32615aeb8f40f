import CostModels
import Simulation
import Testing

@testable import Analysis

@Suite("What a step takes for granted")
struct AssumptionTests {
  private func assumptions(
    _ change: (inout StepConfiguration) -> Void = { _ in }
  ) throws -> [Assumption] {
    var scenario = try Shipped.scenario("deepseek-v3")
    change(&scenario.step)
    return try Comparison.assumptions(of: scenario)
  }

  @Test(
    "the reference scenario names each effect with its value and its source",
    arguments: [
      ("SMs of matrix products", "112 of 132", "grids of 112"),
      ("matrix products beside expert kernels", "1.05 times", "two layers"),
      ("barriers before an exchange", "3 in a first dispatch, 2 elsewhere", "DeepEP #94"),
      ("start of pipeline transfers", "with the next slot", "deepseek-ai/DualPipe"),
      ("skew of expert loads", "0.3", "nothing published"),
      ("MaxVio of expert loads over a run", "0.1", "arXiv:2408.15664"),
      ("jitter of operators", "2.0 %", "differ by 1.6 %"),
      ("spread of the GPUs' speeds", "1.5 %", "arXiv:2208.11035"),
    ])
  func named(name: String, value: String, source: String) throws {
    let assumption = try #require(assumptions().first { $0.name == name })
    #expect(assumption.value.contains(value), "\(assumption.value)")
    #expect(assumption.source.contains(source), "\(assumption.source)")
  }

  @Test("names are given once, and what a step does not use is not among them")
  func used() throws {
    let all = try assumptions().map(\.name)
    #expect(Set(all).count == all.count)
    let plain = try assumptions {
      ($0.jitter, $0.speedSpread, $0.routing) = (0, 0, .balanced)
      $0.transfers = .eager
    }
    for name in ["skew", "MaxVio", "jitter", "spread of the GPUs"] {
      #expect(!plain.contains { $0.name.hasPrefix(name) }, "\(name)")
    }
    let start = plain.first { $0.name == "start of pipeline transfers" }
    #expect(start?.grade == .assumption && start?.value == "as soon as their data exist")
    #expect(plain.contains { $0.name == "pipeline transfer beside expert exchange" })
    #expect(!all.contains("pipeline transfer beside expert exchange"))
  }
}
