import Quantities
import Testing

@testable import PipelineSchedules

@Suite("Balanced stage layout")
struct BalancedLayoutTests {
  @Test(
    "is the best of all cuts, and the lexicographically smallest of the best", arguments: 0..<60)
  func bruteForce(seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let layers = Int.random(in: 1...7, using: &generator)
    let modules = Int.random(in: 0...2, using: &generator)
    let costs = (0..<layers + modules + 2).map { _ in
      VirtualTime(picoseconds: Int64.random(in: 0...6, using: &generator))
    }
    for stages in 1...layers + 2 {
      let layout = try StageLayout.balanced(
        costs: costs, layers: layers, multiTokenPrediction: modules, stages: stages)
      #expect(layout.stages.map(\.count) == best(costs, modules: modules, stages: stages))
      // Its text passes the checks of the notation: order, counts, no empty stage, m with L.
      let read = try StageLayout(
        layout.description, layers: layers, multiTokenPrediction: modules, stages: stages)
      #expect(read == layout)
    }
  }

  @Test("61 equal layers with a dear head give the last stage fewer")
  func deepSeekV3() throws {
    let costs =
      [VirtualTime(picoseconds: 1)] + Array(repeating: VirtualTime(picoseconds: 10), count: 61)
      + [VirtualTime(picoseconds: 12), VirtualTime(picoseconds: 4)]
    let layout = try StageLayout.balanced(
      costs: costs, layers: 61, multiTokenPrediction: 1, stages: 16)
    #expect(layout.description == "Ettt|(tttt|)*14ttmL")
  }

  @Test("more stages than pieces are refused")
  func tooMany() {
    let costs = Array(repeating: VirtualTime(picoseconds: 1), count: 64)
    let many = failure {
      try StageLayout.balanced(costs: costs, layers: 61, multiTokenPrediction: 1, stages: 70)
    }
    #expect(
      many
        == ScheduleError(
          code: .tooManyStages,
          detail: "70 stages for 61 layers; with E and with L they make 63 pieces, so that at most "
            + "63 stages can be filled"))
    let none = failure {
      try StageLayout.balanced(costs: costs, layers: 61, multiTokenPrediction: 1, stages: 0)
    }
    #expect(none?.code == .emptyPipeline)
  }

  /// Tries every cut, in lexicographic order of the lists of unit counts.
  private func best(_ costs: [VirtualTime], modules: Int, stages: Int) -> [Int] {
    var best: (cost: Int64, counts: [Int])?
    func extend(_ counts: [Int], start: Int, worst: Int64) {
      let left = stages - counts.count
      if left == 1 {
        guard costs.count - start >= modules + 1 else { return }
        let cost = max(worst, costs[start...].reduce(0) { $0 + $1.picoseconds })
        if cost < best?.cost ?? .max { best = (cost, counts + [costs.count - start]) }
        return
      }
      for count in 1..<max(costs.count - start, 1) where start + count < costs.count - modules {
        let cost = costs[start..<start + count].reduce(0) { $0 + $1.picoseconds }
        extend(counts + [count], start: start + count, worst: max(worst, cost))
      }
    }
    extend([], start: 0, worst: 0)
    return best?.counts ?? []
  }
}
