import PipelineSchedules
import Testing

@testable import RunConfigurations

@Suite("Tables of published numbers")
struct ValidationFileTests {
  private static let header =
    "group,name,schedule,ranks,microbatches,chunks,forward,backwardInput,backwardWeight,"
    + "communication,published,goal,bound,grade,source"
  private static let row = "rates,zb-h1,zb-h1,8,24,1,18.5,18.0,9.3,0.6,0.1585,,0.01,measured,paper"

  private func read(_ row: String) throws(ConfigurationError) -> [ValidationCheck] {
    let text = "\(Self.header)\n\(row)\n"
    return try ValidationFile.read(ConfigurationText(path: "in/t.csv", text: text), as: .bubbles)
  }

  @Test("a row keeps its value, its decimals, its bound and how ours is found")
  func row() throws {
    let check = try #require(try read(Self.row).first)
    #expect(check.quantity.value == 0.1585 && check.quantity.decimals == 4)
    #expect(check.quantity.goal == nil && check.quantity.bound == 0.01)
    #expect(check.quantity.kind == .check)
    let times = ScheduleTimes(
      forward: 18.5, backwardInput: 18, backwardWeight: 9.3, communication: 0.6)
    #expect(
      check.measure
        == .bubbleRate(schedule: "zb-h1", ranks: 8, microbatches: 24, chunks: 1, times: times))
  }

  @Test(
    "a bad cell is refused by line, column and value",
    arguments: [
      ("0.1585", "-1", "published is -1"), ("0.01", "0", "bound is 0"),
      ("measured", "guessed", "grade is guessed"), (",8,", ",none,", "ranks is none"),
      ("paper", "", "source is missing"), (",paper", "", "14 cells"),
    ])
  func bad(found: String, put: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try read(Self.row.replacing(found, with: put))
    }
    #expect(error?.detail.hasPrefix("in/t.csv:2: ") == true, "\(error?.detail ?? "")")
    #expect(error?.detail.contains(message) == true, "\(error?.detail ?? "")")
  }

  @Test("the shipped tables name each number once, with a source")
  func shipped() throws {
    let checks = try ValidationFile.read(folder: "\(repository)/configs/validation")
    let names = checks.map { "\($0.quantity.group): \($0.quantity.name)" }
    #expect(Set(names).count == names.count)
    #expect(checks.allSatisfy { $0.quantity.kind == .check && $0.quantity.source.count > 8 })
    let means = try ValidationFile.readMeanBounds(folder: "\(repository)/configs/validation")
    #expect(means.allSatisfy { mean in checks.contains { $0.quantity.group == mean.group } })
    #expect(try ValidationFile.readClaims(folder: "\(repository)/configs/validation").count == 23)
  }
}
