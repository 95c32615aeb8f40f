import Analysis
import Quantities
import Reports
import Testing

@Suite("CSV of a comparison")
struct ComparisonCSVTests {
  @Test("has a header and a row for every schedule, refused ones with their reason")
  func rows() throws {
    let comparison = try ToyComparison.small()
    let rows = fields("\(ComparisonCSV(comparison))")
    #expect(rows.map { $0[0] } == ["schedule", "1f1b", "dualpipe", "zb-h2"])
    #expect(Set(rows.map(\.count)).count == 1)
    let step = try #require(rows[0].firstIndex(of: "stepSeconds"))
    #expect(Double(rows[2][step]) == comparison.evaluations[1].step.seconds)
    let cost = try #require(rows[0].firstIndex(of: "costUSD"))
    #expect(Double(rows[1][cost]) == comparison.evaluations[0].run?.cost?.amount)
    #expect(rows[0].last == "refused")
    #expect(rows[3].last == "needs 93.1 GiB on rank 0, the GPU has 79.1 GiB")
  }

  @Test("quotes fields that hold commas, quotes or line breaks")
  func quoting() throws {
    var comparison = try ToyComparison.small()
    comparison.evaluations = []
    comparison.refusals = [Comparison.Refusal(schedule: "csv:a,b", reason: "says \"no\"\nloudly")]
    let text = "\(ComparisonCSV(comparison))"
    #expect(text == "schedule,refused\n\"csv:a,b\",\"says \"\"no\"\"\nloudly\"\n")
  }

  /// Splits records whose quoted fields hold no line breaks.
  private func fields(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { line in
      var (cells, quoted) = ([""], false)
      for character in line {
        switch character {
        case "\"": quoted.toggle()
        case "," where !quoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
      }
      return cells
    }
  }
}
