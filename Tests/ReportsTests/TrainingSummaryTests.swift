import Testing
import Training

@testable import Reports

@Suite("summaries of training runs")
struct TrainingSummaryTests {
  private func lines(steps: Int) -> [String] {
    TrainingSummary(
      MadeUpRun.history(steps: steps), heldOutLoss: nil, resumedStep: nil, savedStep: nil,
      checkpoints: nil
    ).text.split(separator: "\n").map(String.init)
  }

  @Test("group the digits of rates, and name the letters of the stages")
  func grouped() {
    let lines = lines(steps: 120)
    #expect(lines.contains { $0.hasSuffix("stages Et|t|L (E embedding, t layer, L head)") })
    #expect(lines.contains("loss      4.990 in step 1, 3.800 in step 120, nats a token"))
    // 245,760 tokens in 60 seconds.
    #expect(lines.contains("tokens/s  4,096"))
  }

  @Test("of one step say its loss once")
  func oneStep() {
    #expect(lines(steps: 1).contains("loss      4.990 in step 1, nats a token"))
  }
}
