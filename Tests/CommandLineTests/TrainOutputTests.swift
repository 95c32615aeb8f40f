import FoundationEssentials
import TestSupport
import Testing

@Suite("output of duplex train", .serialized, .timeLimit(.minutes(2)))
struct TrainOutputTests {
  @Test("a study that ends in the warm-up has no verdict")
  func noVerdict() async throws {
    let outcome = try await withTemporaryFolder { folder in
      try await duplex(
        "train", tinyTraining, "--study", "precision", "--steps", "1", "--output", folder)
    }
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("No verdict on FP8 beside BF16"))
    #expect(!outcome.standardOutput.contains("stays within"))
  }

  @Test("learning rates of metrics.csv have no digits that the weights do not feel")
  func rates() async throws {
    try await withTemporaryFolder { folder in
      var text = try text(tinyTraining).replacing("tiny.json", with: fixturePath("tiny.json"))
      text = text.replacing(
        "learningRate: 5.0e-3, warmup: 2", with: "learningRate: 3.0e-3, warmup: 20")
      text = text.replacing("steps: 6", with: "steps: 30")
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/run.yaml"))
      let outcome = try await duplex(
        "train", "\(folder)/run.yaml", "--steps", "3", "--output", "\(folder)/out")
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let rows = try String(contentsOfFile: "\(folder)/out/metrics.csv", encoding: .utf8)
        .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[3] }
      #expect(rows == ["0.00015", "0.0003", "0.00045"])
    }
  }

  @Test("--speculation says how to name a text that has moved")
  func movedText() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/text"
      try Data(String(repeating: "the old man ", count: 200).utf8).write(to: URL(filePath: path))
      let text = try text(tinyTraining).replacing("tiny.json", with: fixturePath("tiny.json"))
        .replacing("source: synthetic", with: "path: text")
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/run.yaml"))
      let trained = try await duplex("train", "\(folder)/run.yaml", "--output", "\(folder)/out")
      #expect(trained.exitCode == 0, "\(trained.standardError)")
      try FileManager.default.removeItem(atPath: path)
      let outcome = try await duplex("generate", "\(folder)/out/checkpoints", "--speculation")
      #expect(outcome.exitCode == 65)
      #expect(outcome.standardError.contains(path))
      #expect(outcome.standardError.contains("--text PATH names where the run's text is now"))
    }
  }

  /// A fixture by its absolute path.
  private func fixturePath(_ name: String) -> String { Repository.path(fixture(name)) }
}
