import Analysis
import PipelineSchedules
import Quantities
import Reports
import Testing
import Timelines

@Suite("Terminal table")
struct ComparisonTableTests {
  @Test("fits 120 columns, and 80 where names are short")
  func width() throws {
    let short = try ToyComparison.small()
    #expect(lines(short).map(\.count).max() ?? 0 <= 98)
    #expect(section("Where the step goes", of: short).map(\.count).max() ?? 0 <= 80)
    var long = short
    long.evaluations[0].schedule = "interleaved-1f1b-overlap"
    #expect(lines(long).map(\.count).max() ?? 0 <= 120)
  }

  @Test("prints the step and its parts as the evaluation has them")
  func numbers() throws {
    let comparison = try ToyComparison.small()
    let table = section("Where the step goes", of: comparison)
    for evaluation in comparison.evaluations {
      let shares = evaluation.timeline.meanShares
      let row = try #require(table.first { $0.hasPrefix(evaluation.schedule) })
      let cells = row.split(separator: " ").dropFirst().map(String.init)
      let numbers = [
        fixed(evaluation.step.seconds, decimals: 3),
        fixed(shares.computing.seconds, decimals: 3),
        fixed(shares.bubble.seconds, decimals: 3),
        fixed(evaluation.fraction(shares.bubble) * 100, decimals: 1) + "%",
        fixed(shares.exposedExpert.seconds, decimals: 3),
        fixed(evaluation.fraction(shares.exposedExpert) * 100, decimals: 1) + "%",
        fixed(shares.exposedPipeline.seconds, decimals: 3),
        fixed(evaluation.fraction(shares.exposedPipeline) * 100, decimals: 1) + "%",
        fixed(shares.optimizer.seconds, decimals: 3),
        fixed(evaluation.fraction(shares.optimizer) * 100, decimals: 1) + "%",
      ]
      #expect(cells == numbers)
    }
  }

  @Test("has the six columns of the paper, which add up to the step")
  func actionColumns() throws {
    let comparison = try ToyComparison.small()
    let table = section("The same by the rows", of: comparison)
    #expect(
      table[0].split(separator: " ") == [
        "schedule", "1F", "1B", "1W", "1F1B", "bubble", "opt", "step",
      ])
    for row in table.dropFirst(2) {
      let values = row.split(separator: " ").dropFirst().compactMap { Double($0) }
      #expect(values.count == 7)
      #expect(abs(values.dropLast().reduce(0, +) - (values.last ?? 0)) < 0.004)
    }
  }

  @Test("says by how much a schedule misses the memory, and on which rank")
  func memory() throws {
    var comparison = try ToyComparison.small()
    comparison.evaluations[1].memory = ToyComparison.memory(ranks: 4, copies: 4)
    let row = try #require(
      section("Memory of the fullest GPU", of: comparison).first { $0.hasPrefix("dualpipe") })
    #expect(row.hasSuffix("short by 1.89 GiB"))
    #expect(
      "\(ComparisonTable(comparison))".contains(
        "Not enough memory for dualpipe (short by 1.89 GiB on rank 0)."))
  }

  @Test("lists what cannot run with its reason, alone where nothing can")
  func refusals() throws {
    var comparison = try ToyComparison.small()
    let reason = "zb-h2: needs 93.1 GiB on rank 0, the GPU has 79.1 GiB"
    #expect(lines(comparison).contains(reason))
    comparison.evaluations = []
    #expect(lines(comparison).contains(reason))
    #expect(lines(comparison).contains("No schedule can run in this scenario."))
  }

  @Test("has escape codes only when asked for")
  func bold() throws {
    let comparison = try ToyComparison.small()
    #expect(!"\(ComparisonTable(comparison))".contains("\u{1B}"))
    #expect("\(ComparisonTable(comparison, bold: true))".hasPrefix("\u{1B}[1mtoy\u{1B}[0m"))
  }

  private func lines(_ comparison: Comparison) -> [String] {
    "\(ComparisonTable(comparison))".split(separator: "\n").map(String.init)
  }

  /// The lines below a title up to the next empty line.
  private func section(_ title: String, of comparison: Comparison) -> [Substring] {
    "\(ComparisonTable(comparison))"
      .split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix(title) }.dropFirst().prefix { !$0.isEmpty }
  }
}
