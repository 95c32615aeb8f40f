import ExpertParallelism
import MPIRuntime
import RunConfigurations
import Simulation
import TestSupport
import Testing

@testable import Analysis

@Suite("Routing studies", .timeLimit(.minutes(5)))
struct RoutingStudyTests {
  private func plan(
    _ balance: RoutingPlan.Balance, tokens: Int = 2048, steps: Int = 60, redundant: Int = 0,
    groups: Int = 4
  ) throws -> RoutingPlan {
    let stream = try TokenStream(experts: 32, sequenceLength: 256)
    return try RoutingPlan(
      gate: Gate(experts: 32, groups: groups, keptGroups: max(1, groups / 2), selections: 4),
      grid: ExpertGrid(experts: 32, ranks: 8, ranksPerNode: 2),
      tokens: .stream(stream, perStep: tokens), steps: steps, balance: balance,
      redundantExperts: redundant)
  }

  private func play(_ plan: RoutingPlan) throws -> RoutingStudy {
    let scenario = try ScenarioFile.read(
      path: Repository.path("Tests/CommandLineTests/Fixtures/even.yaml"))
    return try RoutingStudy(plan, scenario: scenario, on: .solo())
  }

  @Test("without balancing the loads collapse onto few experts")
  func collapse() throws {
    let study = try play(plan(.none, steps: 5))
    #expect(study.finalMaxVio > 0.5)
    #expect(study.unbalancedMaxVio == study.finalMaxVio)
  }

  @Test(
    "biases and the loss both even the loads out",
    arguments: [RoutingPlan.Balance.bias(gamma: 0.002), .loss(alpha: 0.001)])
  func balancing(balance: RoutingPlan.Balance) throws {
    let study = try play(plan(balance, steps: 80))
    #expect(study.finalMaxVio < study.unbalancedMaxVio / 2)
    #expect(study.steps.count == 80)
    let spread = study.effect.measured.spread
    #expect(spread.maxVio < study.finalMaxVio && spread.skew > 0)
  }

  @Test("the rows counted token by token are the plan's", arguments: [1, 7, 2048])
  func rows(tokens: Int) throws {
    let study = try play(plan(.bias(gamma: 0.001), tokens: tokens, steps: 3))
    #expect(study.rowsAgree)
    #expect(study.walked.rowsToNodes > 0 && study.tally.tokens == tokens)
    #expect(study.tally.nodesPerToken <= 2)
    #expect(study.tally.expertLoads.reduce(0, +) == 4 * tokens)
  }

  @Test("copies of hot experts take load off the fullest GPU")
  func redundancy() throws {
    let study = try play(plan(.none, steps: 5, redundant: 8, groups: 1))
    let redundancy = try #require(study.redundancy)
    #expect(redundancy.shape.gpus == 8 && redundancy.shape.slots == 40)
    #expect(redundancy.unbalanced.redundant < redundancy.unbalanced.consecutive)
  }

  @Test("uneven loads make the scenario's step longer")
  func effect() throws {
    let effect = try play(plan(.none, steps: 5)).effect
    #expect(effect.unbalanced.step > effect.even)
    #expect(effect.increase(of: effect.unbalanced) > 0)
  }

  @Test("refuses copies that no number of nodes can share evenly")
  func indivisible() {
    #expect(throws: RoutingError.self) { try plan(.none, redundant: 3) }
    #expect(throws: RoutingError.self) { try plan(.none, redundant: -8) }
    #expect(throws: RoutingError.self) { try plan(.none, steps: 0) }
    #expect(throws: RoutingError.self) { try plan(.none, tokens: 0) }
  }
}
