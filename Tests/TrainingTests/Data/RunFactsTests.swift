import FoundationEssentials
import Testing

@testable import Training

@Suite("What a checkpoint says of its run")
struct RunFactsTests {
  private func settings(_ text: TrainingSettings.Text) throws -> TrainingSettings {
    var model = try TinyModel().configuration
    model.seed = .max
    return TrainingSettings(
      model: model, text: text, batch: .init(sequences: 4, sequenceLength: 24),
      optimizer: .init(learningRate: 1e-3, horizon: 3), steps: 3)
  }

  @Test(
    "reads back as it was",
    arguments: [
      TrainingSettings.Text(.synthetic, heldOut: 0.1), .init(.path("/some/path  "), heldOut: 0),
    ])
  func roundTrip(text: TrainingSettings.Text) throws {
    let facts = RunFacts(try settings(text))
    #expect(try RunFacts(facts.entries, folder: "step") == facts)
  }

  @Test("names paths from the root, so that it can be read from elsewhere")
  func absolutePaths() throws {
    let facts = RunFacts(try settings(.init(.path("a/b"))))
    let found = try RunFacts(facts.entries, folder: "step")
    #expect(found.text.source == .path("\(FileManager.default.currentDirectoryPath)/a/b"))
  }

  @Test(
    "is refused with the name of the fact that is missing or not right",
    arguments: [
      ("config.json", nil), ("config.json", "{}"), ("modelName", nil), ("seed", "-1"),
      ("textSource", "book"), ("heldOut", "1"), ("sequenceLength", "0"),
    ] as [(String, String?)])
  func refusals(key: String, value: String?) throws {
    var entries = RunFacts(try settings(.init())).entries
    entries[key] = value
    let error = #expect(throws: CheckpointError.self) { try RunFacts(entries, folder: "step-7") }
    #expect(error?.code == .factsDiffer)
    #expect(error?.detail.hasPrefix("step-7: ") == true)
    #expect(error?.detail.contains(value == "{}" ? "model_type" : key) == true)
  }
}
