import Testing
import TransformerModels

@testable import CostModels

@Suite("Spread of a token's experts")
struct RoutingSpreadTests {
  typealias Experts = Architecture.Experts

  struct Published: Sendable {
    var ranks: Int
    var nodes: Int
    /// Groups and kept groups of the benchmark: one per node, at most four kept.
    var groups: Int
    var keptGroups: Int
    var expectedNodes: Double
    var expectedRanks: Double
  }

  /// Replications of DeepEP's tests/legacy/test_internode.py, 256 experts, top 8.
  @Test(
    "is that of DeepEP's benchmark",
    arguments: [
      Published(
        ranks: 8, nodes: 1, groups: 1, keptGroups: 1, expectedNodes: 1, expectedRanks: 5.30),
      Published(
        ranks: 16, nodes: 2, groups: 2, keptGroups: 2, expectedNodes: 1.99, expectedRanks: 6.52),
      Published(
        ranks: 32, nodes: 4, groups: 4, keptGroups: 4, expectedNodes: 3.61, expectedRanks: 7.26),
      Published(
        ranks: 64, nodes: 8, groups: 8, keptGroups: 4, expectedNodes: 3.98, expectedRanks: 7.47),
    ])
  func benchmark(_ row: Published) {
    let experts = Experts(
      routed: 256, shared: 1, active: 8, intermediateSize: 2048, groups: row.groups,
      keptGroups: row.keptGroups)
    let spread = RoutingSpread(experts, ranks: row.ranks, nodes: row.nodes)
    #expect(abs(spread.nodes - row.expectedNodes) < 0.01)
    #expect(abs(spread.ranks - row.expectedRanks) < 0.01)
  }

  struct Shape: Sendable {
    var routed: Int
    var active: Int
    var groups: Int
    var keptGroups: Int
    var cells: Int
  }

  @Test(
    "agrees with a gate that ranks random scores",
    arguments: [
      Shape(routed: 256, active: 8, groups: 8, keptGroups: 4, cells: 64),
      Shape(routed: 256, active: 8, groups: 8, keptGroups: 4, cells: 8),
      Shape(routed: 256, active: 8, groups: 8, keptGroups: 4, cells: 4),
      Shape(routed: 160, active: 6, groups: 8, keptGroups: 3, cells: 2),
      Shape(routed: 16, active: 4, groups: 4, keptGroups: 2, cells: 16),
      Shape(routed: 8, active: 2, groups: 1, keptGroups: 1, cells: 8),
      Shape(routed: 12, active: 3, groups: 1, keptGroups: 1, cells: 1),
    ])
  func sampled(_ shape: Shape) {
    let experts = Experts(
      routed: shape.routed, shared: 0, active: shape.active, intermediateSize: 1,
      groups: shape.groups, keptGroups: shape.keptGroups)
    var random = SplitMix(seed: 20_240_501)
    let trials = 1000
    var total = 0
    for _ in 0..<trials {
      let ranking = (0..<shape.routed).shuffled(using: &random)
      var groups: [Int] = []
      for expert in ranking where groups.count < shape.keptGroups {
        let group = expert * shape.groups / shape.routed
        if !groups.contains(group) { groups.append(group) }
      }
      let chosen = ranking.filter { groups.contains($0 * shape.groups / shape.routed) }
        .prefix(shape.active)
      total += Set(chosen.map { $0 * shape.cells / shape.routed }).count
    }
    let mean = Double(total) / Double(trials)
    let exact = RoutingSpread.expectedCells(experts, cells: shape.cells)
    // A token's count deviates by less than 1.2, so three standard errors stay below 0.12.
    #expect(abs(mean - exact) < 0.12, "sampled \(mean), exact \(exact)")
  }

  @Test("without a nesting of cells and groups is the spread without a group limit")
  func fallback() {
    let limited = Experts(
      routed: 12, shared: 0, active: 4, intermediateSize: 1, groups: 4, keptGroups: 2)
    let free = Experts(routed: 12, shared: 0, active: 4, intermediateSize: 1)
    #expect(
      RoutingSpread.expectedCells(limited, cells: 6) == RoutingSpread.expectedCells(free, cells: 6))
  }
}
