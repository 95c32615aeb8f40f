import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex train --study", .serialized, .timeLimit(.minutes(3)))
struct StudyCommandTests {
  @Test("a run whose gradients overflow ends, is named with its step, and the others are trained")
  func divergence() async throws {
    try await withTemporaryFolder { folder in
      // Weights of this size leave what is balanced by an auxiliary loss no finite gradient.
      let model = try text(fixture("tiny.json"))
        .replacing("\"initializer_range\": 0.1", with: "\"initializer_range\": 1e8")
      try model.write(toFile: "\(folder)/tiny.json", atomically: true, encoding: .utf8)
      try text(tinyTraining)
        .write(toFile: "\(folder)/train.yaml", atomically: true, encoding: .utf8)
      let outcome = try await duplex(
        "train", "\(folder)/train.yaml", "--steps", "3", "--study", "balancing", "--json",
        "--output", "\(folder)/study", processes: 2)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(
        outcome.standardError.contains("notice: auxiliary loss 0.001 diverged: gradients of "))
      let document = try JSONValue(outcome.standardOutput)
      #expect(document["dataRanks"] == .number(2) && document["precision"] == .string("fp32"))
      let runs = try #require(document["runs"]?.elements)
      #expect(
        runs.map { $0["name"] }
          == ["no balancing", "auxiliary loss 0.001", "bias 0.001"].map {
            .string($0)
          })
      #expect(runs.map { $0["steps"] } == [3, 1, 3].map { .number($0) })
      #expect(runs[1]["divergedStep"] == .number(2))
      #expect(
        try text("\(folder)/study/report.html").contains("auxiliary loss 0.001 diverged at step 2"))
    }
  }
}
