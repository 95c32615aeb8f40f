import Testing

@testable import PipelineSchedules

@Suite("DualPipe and DualPipeV")
struct DualPipeTests {
  @Test(
    "DualPipe is what DeepSeek's class executes, token for token",
    arguments: [(2, 4), (4, 8), (8, 20), (16, 32)])
  func dualPipe(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: ranks, microbatches: microbatches)
    #expect(schedule.csv == (try golden("dualpipe-ranks\(ranks)-microbatches\(microbatches)")))
  }

  @Test(
    "DualPipeV is what DeepSeek's class executes, token for token",
    arguments: [(2, 4), (4, 8), (4, 10)])
  func dualPipeV(ranks: Int, microbatches: Int) throws {
    let schedule = try PipelineSchedule.dualPipeV(ranks: ranks, microbatches: microbatches)
    #expect(schedule.csv == (try golden("dualpipev-ranks\(ranks)-microbatches\(microbatches)")))
  }
}
