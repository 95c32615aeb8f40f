import PipelineSchedules
import Testing

@Suite("Lane engine against the step by definition, on generated steps")
struct GeneratedOracleTests {
  @Test("agrees whatever a scenario varies", arguments: ScheduleCatalog.names)
  func agrees(schedule: String) throws {
    for number in 0..<40 {
      let generated = try GeneratedStep(schedule: schedule, number: number)
      try generated.step().expectAgreement("number \(number)")
    }
  }
}
