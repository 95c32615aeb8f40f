import FoundationEssentials
import PipelineSchedules
import Reports
import Testing
import Timelines

@Suite("Perfetto trace")
struct PerfettoTraceTests {
  private struct Trace: Decodable {
    struct Event: Decodable {
      struct Arguments: Decodable {
        var stage: Int?
        var microbatch: Int?
        var name: String?
      }
      var name: String
      var ph: String
      var pid: Int
      var tid: Int?
      var ts: Double?
      var dur: Double?
      var args: Arguments?
    }
    var displayTimeUnit: String
    var traceEvents: [Event]
  }

  @Test("is JSON with every event and every slot, on its rank and stream")
  func events() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let timeline = ToyStep().timeline(schedule)
    let trace = try JSONDecoder().decode(
      Trace.self, from: Data(PerfettoTrace(timeline).document()))
    let complete = trace.traceEvents.filter { $0.ph == "X" }
    #expect(complete.count == timeline.events.count + 4 * 16)
    #expect(complete.count { $0.tid == 0 } == 4 * 16)
    let names = trace.traceEvents.filter { $0.name == "thread_name" && $0.pid == 2 }
    #expect(names.map(\.args?.name) == ["actions", "compute", "expert", "transfer"])
    let send = try #require(complete.first { $0.name == "send F" && $0.pid == 1 })
    #expect(send.tid == 3 && send.args?.stage == 1 && send.args?.microbatch == 0)
    // Stage 1 ends its first forward at 32 + 0.3 + 32 ms and sends for 0.3 ms.
    #expect(send.ts == 64_300 && send.dur == 300)
  }

  @Test("keeps every picosecond")
  func exact() throws {
    let schedule = try PipelineSchedule.gpipe(ranks: 1, microbatches: 1)
    var step = ToyStep()
    step.forward = 1_000_001
    step.exposed = 0
    let text = String(decoding: PerfettoTrace(step.timeline(schedule)).document(), as: UTF8.self)
    #expect(text.contains("\"name\":\"0F0\",\"cat\":\"actions\",\"ph\":\"X\",\"pid\":0,\"tid\":0,"))
    #expect(text.contains("\"ts\":0,\"dur\":1.000001}"))
  }
}
