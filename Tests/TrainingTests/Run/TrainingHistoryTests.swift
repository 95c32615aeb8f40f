import FoundationEssentials
import Testing

@testable import Training

@Suite("A history of training")
struct TrainingHistoryTests {
  private static func metrics(_ step: Int, loads: [[Int]]) -> StepMetrics {
    StepMetrics(
      step: step, sequences: 1, tokens: 4, learningRate: 0.1, loss: 2, predictionLoss: 0,
      balanceLoss: 0, gradientNorm: 1, clipFactor: 1, loads: loads, seconds: 0.5)
  }

  private static func history() throws -> TrainingHistory {
    let settings = try RunSettingsTests.settings("1f1b", pipeline: 1, sequences: 1)
    return TrainingHistory(
      facts: TrainingHistory.Facts(
        settings: settings, pipelineRanks: 1, dataRanks: 1, layout: "EtL", parameters: 1),
      layers: ["a"])
  }

  @Test("a run that goes on has the steps before from its file of metrics, number by number")
  func prepended() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let before = (1...7).map { Self.metrics($0, loads: [[3 * $0, $0], [1, 2]]) }
    let first = try MetricsFile(path: path, keepingThrough: 0)
    #expect(first.keptSteps == [])
    for metrics in before { try first.append(metrics) }
    let kept = try MetricsFile(path: path, keepingThrough: 5).keptSteps
    var history = try Self.history()
    // The file has one step more than the checkpoint, as behind a kill in between.
    for step in 5...6 { history.append(Self.metrics(step, loads: [[1, 1]])) }
    history.prepend(kept)
    #expect(history.steps.map(\.step) == Array(1...6))
    for (found, written) in zip(history.steps, before.prefix(4)) {
      var written = written
      written.loads = []
      #expect(found == written)
    }
    #expect(history.loadSamples.map(\.step) == [5, 6])
  }

  @Test("keeps every step, and no more loads than it may, equally far apart")
  func samples() throws {
    var history = try Self.history()
    for step in 1...1000 { history.append(Self.metrics(step, loads: [[step, 0]])) }
    #expect(history.steps.map(\.step) == Array(1...1000))
    #expect(history.loadSamples.count <= TrainingHistory.mostSamples + 1)
    #expect(history.loadSamples.last?.step == 1000)
    #expect(history.loadSamples.count > TrainingHistory.mostSamples / 4)
    let even = history.loadSamples.dropLast()
    let gaps = zip(even, even.dropFirst()).map { $1.step - $0.step }
    #expect(Set(gaps).count == 1)
    #expect(history.loadSamples.allSatisfy { $0.loads == [[$0.step, 0]] })
  }

  @Test(
    "MaxVio is the excess of the greatest load over the mean, of the worst layer and on average")
  func maxVio() {
    let metrics = Self.metrics(1, loads: [[2, 2, 2, 2], [6, 2, 0, 0]])
    #expect(metrics.maxVio == 2)
    #expect(metrics.meanMaxVio == 1)
    #expect(metrics.tokensPerSecond == 8)
  }

  @Test("a file of metrics goes on behind the rows that stay, whatever was behind them")
  func metricsFile() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID()).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try MetricsFile(path: path, keepingThrough: 0)
    for step in 1...4 { try first.append(Self.metrics(step, loads: [])) }
    let whole = try String(contentsOfFile: path, encoding: .utf8)
    try (whole + "5,1,4,0.1").write(toFile: path, atomically: true, encoding: .utf8)
    let second = try MetricsFile(path: path, keepingThrough: 2)
    for step in 3...4 { try second.append(Self.metrics(step, loads: [])) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == whole)
    #expect(throws: RunError.self) {
      try MetricsFile(path: "/nowhere/metrics.csv", keepingThrough: 0)
    }
  }
}
