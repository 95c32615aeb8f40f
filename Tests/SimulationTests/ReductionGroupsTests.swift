import CostModels
import PipelineSchedules
import Quantities
import Testing

@testable import Simulation

@Suite("Gradient reduction groups")
struct ReductionGroupsTests {
  @Test("DualPipe's mirror ranks reduce together, other ranks alone")
  func peers() throws {
    let dual = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    #expect(ReductionGroups.peers(of: dual, tied: []) == [[0, 3], [1, 2], [1, 2], [0, 3]])
    let plain = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    #expect(ReductionGroups.peers(of: plain, tied: []) == [[0], [1], [2], [3]])
    #expect(ReductionGroups.peers(of: plain, tied: [0, 3]) == [[0, 3], [1], [2], [0, 3]])
  }

  @Test("a group starts with its last member and ends with its slowest")
  func times() {
    let cost = { (seconds: Double) in
      StepEndCosts(
        reduceScatter: VirtualTime(seconds: seconds), embeddingAllReduce: .zero, optimizer: .zero,
        allGather: .zero)
    }
    let groups = ReductionGroups(
      lastFinish: [10, 30, 20], costs: [cost(5e-12), cost(7e-12), cost(1e-12)],
      slowdown: [2, 1, 1], peers: [[0, 2], [1], [0, 2]])
    #expect(groups.starts == [20, 30, 20])
    #expect(groups.ends == [30, 37, 30])
    #expect(groups.step == 37)
  }

  @Test("the embedding's copies are tied only where no rank holds both ends")
  func copies() throws {
    #expect(try Fixture.step("1f1b").embeddingCopies == [0, 3])
    #expect(try Fixture.step("dualpipe").embeddingCopies.isEmpty)
    #expect(try Fixture.step("zb-v").embeddingCopies.isEmpty)
    #expect(try Fixture.step("1f1b") { $0.multiTokenPrediction = 0 }.embeddingCopies.isEmpty)
  }
}
