import ExpertParallelism
import Testing

@Suite("Load statistics")
struct LoadStatisticsTests {
  @Test("give the greatest load over the mean, less 1, as MaxVio")
  func byHand() {
    let statistics = LoadStatistics([2, 4, 6, 12])
    #expect(statistics.mean == 6 && statistics.greatest == 12 && statistics.least == 2)
    #expect(statistics.maxViolation == 1)
    #expect(abs(statistics.relativeDeviation - 14.0.squareRoot() / 6) < 1e-15)
  }

  @Test("are 0 where there is no load")
  func idle() {
    let statistics = LoadStatistics([0, 0])
    #expect(statistics.maxViolation == 0 && statistics.relativeDeviation == 0)
  }

  @Test("stop at a negative load")
  func negative() async {
    await #expect(processExitsWith: .failure) { _ = LoadStatistics([1, -1]) }
  }
}
