import Testing

@testable import PipelineSchedules

@Suite("Times of a schedule")
struct ScheduleTimesTests {
  @Test("what is left out follows from what is given")
  func defaults() throws {
    let given = try ScheduleTimes(parsing: "F=2, I=3,W=0.5")
    #expect(given.backward == 3.5)
    #expect(given.pair == 5.5)
    #expect(given.communication == 0)
    #expect(try ScheduleTimes(parsing: "comm=0.25") == ScheduleTimes(communication: 0.25))
    #expect(try ScheduleTimes(parsing: "B=7").pair == 8)
    #expect(try ScheduleTimes(parsing: "FB=2.3,B=1.6,F=1,W=0.6").backward == 1.6)
  }

  @Test("times print and read back")
  func roundTrip() throws {
    let times = ScheduleTimes(
      forward: 18.522, backwardInput: 18.086, backwardWeight: 9.337, communication: 0.601)
    #expect(ScheduleTimes(times.description) == times)
    #expect(ScheduleTimes("F=x") == nil)
  }

  @Test("shorter actions keep the latency of a message")
  func divided() {
    let times = ScheduleTimes(forward: 3, communication: 0.5).divided(by: 2)
    #expect(times.forward == 1.5)
    #expect(times.pair == 2.5)
    #expect(times.communication == 0.5)
  }

  @Test(
    "unknown keys and values that are no times are refused by name",
    arguments: [
      ("X=1", "\"X=1\"; accepted: F, I, W, B, FB, comm"), ("", "\"\"; accepted: F, I"),
      ("F", "\"F\"; accepted:"), ("F=1=2", "\"F=1=2\"; accepted:"), ("f=1", "\"f=1\"; accepted:"),
      ("F=-1", "\"F=-1\"; a time is"), ("F=nan", "\"F=nan\"; a time is"),
      ("F=inf", "\"F=inf\"; a time is"), ("F=1e13", "\"F=1e13\"; a time is"),
      ("F=", "\"F=\"; a time is"), ("F=1,F=2", "\"F=2\" gives F a second time"),
    ])
  func refused(text: String, message: String) {
    let failure = failure { try ScheduleTimes(parsing: text) }
    #expect(failure?.code == .unreadableTimes)
    #expect(failure?.detail.hasPrefix(message) == true, "\(failure?.detail ?? "")")
  }
}
