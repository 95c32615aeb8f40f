import Analysis
import PipelineSchedules
import Quantities
import Reports
import Testing

@Suite("Summary")
struct ComparisonSummaryTests {
  @Test("names the fastest schedule and what it saves against 1f1b")
  func headline() throws {
    let summary = ComparisonSummary(try ToyComparison.small())
    #expect(
      summary.headline
        == "dualpipe is the fastest: 0.981 s a step, 0.238 s (19.5 %) less than 1f1b.")
  }

  @Test("splits the saving into parts that add up to it")
  func reasons() throws {
    let comparison = try ToyComparison.small()
    let text = try #require(ComparisonSummary(comparison).paragraphs.first)
    for part in ["bubble -", "exposed expert communication -", "computing +"] {
      #expect(text.contains(part))
    }
    let changes = text.split(separator: " ").filter { "+-".contains($0.prefix(1)) }
      .compactMap { Double($0) }
    let saved = comparison.evaluations[1].step.seconds - comparison.evaluations[0].step.seconds
    #expect(abs(changes.reduce(0, +) - saved) < 0.003)
  }

  @Test("says what is hidden without pairs and what stays exposed")
  func exposure() throws {
    // 64 waits of 12 ms on 4 GPUs; each all-to-all takes 18 ms, 6 of them behind computation, and
    // a quarter of a wait is for the last member of the group.
    let text = ComparisonSummary(try ToyComparison.small()).paragraphs[1]
    #expect(
      text.contains("of the 0.288 s that 1f1b's all-to-alls take on a GPU, 0.144 s are hidden"))
    #expect(text.contains("0.192 s (15.8 % of the step)"))
    #expect(text.contains("0.048 s of it waiting for the group"))
  }

  @Test(
    "answers whether DualPipe is worth twice the parameters",
    arguments: [
      (66, "Yes: 0.015 s (1.5 %) a step less than 1f1b-overlap"),
      (65, "Hardly: its step is within 1 % of 1f1b-overlap"),
      (58, "No: it takes 0.041 s (4.4 %) a step more than 1f1b-overlap"),
    ])
  func dualPipe(pairMilliseconds: Int64, verdict: String) throws {
    var comparison = try ToyComparison.small()
    #expect(!ComparisonSummary(comparison).paragraphs.contains { $0.contains("twice") })
    var rival = ToyStep()
    rival.exposed = 0
    rival.pair = pairMilliseconds * 1_000_000_000
    comparison.evaluations.append(
      try ToyComparison.evaluation(
        "1f1b-overlap", .oneForwardOneBackwardOverlap(ranks: 4, microbatches: 8), step: rival))
    let text = try #require(
      ComparisonSummary(comparison).paragraphs.first { $0.contains("twice the parameters") })
    #expect(text.contains(verdict))
    #expect(text.contains("Weights take 12.0 GiB a GPU against 6.00 GiB"))
  }

  @Test("prefers what fits, as fastest and as rival, and says what does not fit")
  func memory() throws {
    var comparison = try ToyComparison.small()
    var rival = try ToyComparison.evaluation(
      "1f1b-overlap", .oneForwardOneBackwardOverlap(ranks: 4, microbatches: 8))
    rival.memory = ToyComparison.memory(ranks: 4, copies: 4)
    comparison.evaluations.append(rival)
    let text = ComparisonSummary(comparison).paragraphs.joined(separator: "\n")
    #expect(text.contains("against 81.0 GiB, which does not fit."))
    #expect(text.contains("Not enough memory for 1f1b-overlap (short by 1.89 GiB on rank 0)."))
    comparison.evaluations[1].memory = ToyComparison.memory(ranks: 4, copies: 4)
    #expect(ComparisonSummary(comparison).headline.hasPrefix("1f1b is the fastest: 1.219 s"))
  }

  @Test("says nothing of experts where there are none")
  func dense() throws {
    var comparison = try ToyComparison.small()
    var step = ToyStep()
    step.exposed = 0
    comparison.evaluations = [
      ToyComparison.evaluation(
        "1f1b", try .oneForwardOneBackward(ranks: 4, microbatches: 8), step: step)
    ]
    #expect(ComparisonSummary(comparison).paragraphs == [])
  }
}
