import Analysis
import PipelineSchedules
import Testing

@Suite("Printed formulas of the bubble")
struct BubbleFormulaTests {
  static let times = [
    ScheduleTimes(), ScheduleTimes(forward: 2, backwardInput: 2, backwardWeight: 1),
    ScheduleTimes(forward: 0.012, backwardInput: 0.012, backwardWeight: 0.012),
    ScheduleTimes(forward: 3, backwardInput: 4, backwardWeight: 2),
  ]

  @Test(
    "are what the replay idles, wherever there is one", arguments: ScheduleCatalog.names,
    [(2, 4), (4, 8), (4, 16), (8, 16), (8, 24), (16, 32)])
  func replay(name: String, shape: (Int, Int)) throws {
    let schedule = try ScheduleCatalog.schedule(
      named: name, ranks: shape.0, microbatches: shape.1)
    for times in Self.times {
      guard let formula = BubbleFormula(schedule, times: times) else { continue }
      let replay = ScheduleReplay(schedule, times: times)
      #expect(abs(formula.fraction - replay.idleFraction) < 1e-9, "\(times)")
      for idle in replay.idlePerRank {
        #expect(abs(idle - formula.idle) < 1e-9 * replay.makespan, "\(times)")
      }
    }
  }

  @Test("1F1B of 4 ranks and 8 microbatches idles 3 of 11 parts")
  func fraction() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let formula = try #require(BubbleFormula(schedule, times: ScheduleTimes()))
    #expect(formula.text == "(p-1)(F+B)")
    #expect(abs(formula.fraction - 3.0 / 11) < 1e-12)
  }

  @Test(
    "there is none where the papers measure otherwise", arguments: ["zb-h2", "zb-v", "dualpipev"])
  func none(name: String) throws {
    let schedule = try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
    #expect(BubbleFormula(schedule, times: ScheduleTimes()) == nil)
  }

  @Test("DualPipe's is left out where pairs hide something, as outer ranks then idle less")
  func hidden() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    #expect(BubbleFormula(schedule, times: ScheduleTimes(pair: 2.5)) == nil)
    #expect(BubbleFormula(schedule, times: ScheduleTimes())?.fraction ?? 0 > 0)
  }
}
