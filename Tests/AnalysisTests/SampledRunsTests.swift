import Testing

@testable import Analysis

@Suite("Samples of a step")
struct SampledRunsTests {
  /// Runs whose step is as given, in seconds, and whose bubble is a tenth of it; the last one as
  /// believed of one lane group.
  private func runs(_ steps: [Double], believed: Double? = nil) -> SampledRuns {
    let row = { (step: Double) in
      Uncertainty.Quantity.allCases.map { quantity -> Int64 in
        switch quantity {
        case .step: Int64(step * 1e12)
        case .bubble: Int64(step * 1e11)
        default: 0
        }
      }
    }
    return SampledRuns(
      picoseconds: steps.flatMap(row), samples: steps.count - 1, believed: believed.map(row))
  }

  @Test("the middle nine tenths of 21 samples leave one out at each end")
  func middle() {
    let samples = (0...20).map { Double($0 * 8 % 21) }
    let interval = runs(samples + [10]).interval(.step, perStep: false)
    #expect(interval == Uncertainty.Interval(low: 1, high: 19))
  }

  @Test("an interval is widened to what is believed, and never below nothing")
  func widened() {
    let interval = runs([4, 5, 6, 9]).interval(.step, perStep: false)
    #expect(interval == Uncertainty.Interval(low: 4, high: 9))
    let none = runs([4, 5, 6, 4]).interval(.weight, perStep: false)
    #expect(none == Uncertainty.Interval(low: 0, high: 0))
  }

  @Test("what all lane groups take more than one moves the interval, not shares that are the same")
  func moved() {
    let runs = runs([8, 10, 12, 10], believed: 11)
    #expect(runs.interval(.step, perStep: false) == Uncertainty.Interval(low: 9, high: 13))
    let share = runs.interval(.bubble, perStep: true)
    #expect(abs(share.low - 0.1) < 1e-9 && abs(share.high - 0.1) < 1e-9)
  }

  @Test("sources that were tried alone stand in pairs between the samples and the step")
  func pairs() {
    let pairs = SampledRuns(
      picoseconds: runs([1, 2, 3, 4, 5, 6, 7]).picoseconds, samples: 2, believed: nil
    ).pairs
    #expect(pairs.map(\.low) == [2, 4] && pairs.map(\.high) == [3, 5])
    #expect(runs([1, 2, 3]).pairs.isEmpty)
  }
}
