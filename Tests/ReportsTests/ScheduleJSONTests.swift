import PipelineSchedules
import Quantities
import Reports
import Testing

@Suite("JSON of schedules")
struct ScheduleJSONTests {
  @Test("1F1B idles (p - 1) / (m + p - 1) of the time")
  func oneForwardOneBackward() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let document = ScheduleJSON(
      schedule, replay: ScheduleReplay(schedule, times: ScheduleTimes())
    ).document
    #expect(document["makespan"]?.double == 33)
    #expect(document["longestSpan"]?.double == 33)
    #expect(abs((document["idleFraction"]?.double ?? 0) - 3.0 / 11) < 1e-12)
    #expect(document["bubbleFraction"] == document["idleFraction"])
    #expect(document["idlePerRank"] == [9.0, 9.0, 9.0, 9.0])
    #expect(document["peakLiveActivations"] == [4, 3, 2, 1])
    #expect(document["peakLivePerRankShare"] == [4.0, 3.0, 2.0, 1.0])
    #expect(
      document["actionCounts"]?.elements.first == ["F": 8, "B": 8, "I": 0, "W": 0, "FB": 0])
    #expect(document["programs"]?.elements[3].elements.prefix(3) == ["3F0", "3B0", "3F1"])
  }

  @Test("has the keys that programs rely on")
  func keys() throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: 4, microbatches: 8)
    let replay = ScheduleReplay(schedule, times: ScheduleTimes(communication: 0.5))
    let document = ScheduleJSON(schedule, replay: replay).document
    #expect(
      document.keys == [
        "format", "name", "ranks", "microbatches", "stages", "chunksPerRank", "copies", "times",
        "makespan", "longestSpan", "bubbleFraction", "exposedPipelineFraction", "idleFraction",
        "zeroBubbleRate", "idlePerRank", "peakLiveActivations", "peakLivePerRankShare",
        "actionCounts", "programs",
      ])
    #expect(document["copies"] == 2)
    #expect(document["times"]?["comm"] == 0.5)
    let (bubble, exposed) = (document["bubbleFraction"], document["exposedPipelineFraction"])
    let sum = (bubble?.double ?? 0) + (exposed?.double ?? 0)
    #expect(abs(sum - (document["idleFraction"]?.double ?? 0)) < 1e-12)
  }
}
