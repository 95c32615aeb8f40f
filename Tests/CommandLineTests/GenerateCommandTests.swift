import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex generate", .timeLimit(.minutes(2)))
struct GenerateCommandTests {
  /// Trains a tiny model and hands its folder of checkpoints, steps 3 and 6, to a test.
  private func withCheckpoints(
    processes: Int? = nil, _ options: [String] = [], _ body: (String) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let trained = try await duplex(
        ["train", fixture("train.yaml"), "--output", folder] + options, processes: processes)
      try #require(trained.exitCode == 0, "\(trained.standardError)")
      try await body("\(folder)/checkpoints")
    }
  }

  @Test("continues a prompt, the same with both forms of attention and on several processes")
  func generation() async throws {
    try await withCheckpoints { checkpoints in
      let arguments = [
        "generate", checkpoints, "--prompt", "the old ", "--length", "30", "--json",
      ]
      let checked = try await duplex(arguments + ["--check"])
      #expect(checked.exitCode == 0 && checked.standardError.isEmpty)
      let document = try JSONValue(checked.standardOutput)
      #expect(
        document.violations(of: [
          "format": "number", "model": "string", "step": "number", "checkpoint": "string",
          "refusedFiles": "array", "generation": "object", "speculation": "null",
          "measured": "object",
        ]) == [])
      #expect(document["step"] == .number(6))
      let generation = try #require(document["generation"])
      #expect(generation["prompt"] == .string("the old "))
      #expect(generation["tokens"]?.elements.count == 30)
      #expect(generation["formsAgree"] == .bool(true))
      #expect(generation["cacheTokens"] == .number(37))
      // 3 layers keep 8 compressed numbers and a rotated key of 4, in FP32.
      #expect(generation["cacheBytes"] == .number(37 * 3 * (8 + 4) * 4))
      #expect(generation["cacheFormulaBytes"] == generation["cacheBytes"])
      let expanded = try await duplex(arguments + ["--form", "expanded"], processes: 3)
      let other = try JSONValue(expanded.standardOutput)["generation"]
      #expect(other?["tokens"] == generation["tokens"])
      #expect(other?["attention"] == .string("expanded"))
    }
  }

  @Test("reads the shards of several processes, and says what the text took")
  func shards() async throws {
    try await withCheckpoints(processes: 2, ["--pipeline", "2"]) { checkpoints in
      let outcome = try await duplex("generate", checkpoints, "--prompt", "a", "--length", "5")
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let lines = outcome.standardOutput.components(separatedBy: "\n")
      #expect(lines[0] == "tiny after 6 steps, \(checkpoints)/step-00000006")
      #expect(
        lines.contains(
          "cache      720 bytes for 5 tokens; 3 layers x (8 + 4) numbers x 5 tokens x 4 bytes = 720"
        ))
    }
  }

  @Test("counts what the prediction module foresees, on held-out text or another")
  func speculation() async throws {
    try await withCheckpoints { checkpoints in
      for (options, sequences) in [([], 9), (["--text", "README.md"], 9)] as [([String], Int)] {
        let outcome = try await duplex(
          ["generate", checkpoints, "--speculation", "--sequences", "\(sequences)", "--json"]
            + options)
        let found = try #require(JSONValue(outcome.standardOutput)["speculation"])
        #expect(found["sequences"] == .number(Double(sequences)))
        // The module proposes at every position but the last of a sequence.
        #expect(found["proposedTokens"] == .number(Double(sequences * 11)))
        let rate = try #require(found["acceptanceRate"]?.number)
        #expect(found["acceptedTokens"] == .number((rate * Double(sequences * 11)).rounded()))
        #expect(found["tokensPerRun"] == .number(1 + rate))
        let cost = try #require(found["moduleFLOPsFraction"]?.number)
        let speedUp = try #require(found["impliedSpeedUp"]?.number)
        #expect(abs(speedUp - (1 + rate) / (1 + cost)) < 1e-12)
      }
    }
  }

  @Test("names a damaged file and uses the checkpoint before it")
  func damage() async throws {
    try await withCheckpoints { checkpoints in
      let shard = "\(checkpoints)/step-00000006/shard-0000.bin"
      var bytes = try Data(contentsOf: URL(filePath: shard))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: shard))
      let outcome = try await duplex("generate", checkpoints, "--prompt", "a", "--json")
      #expect(outcome.exitCode == 0)
      #expect(outcome.standardError.hasPrefix("notice: \(shard)"), "\(outcome.standardError)")
      let document = try JSONValue(outcome.standardOutput)
      #expect(document["step"] == .number(3))
      #expect(document["refusedFiles"]?.elements.count == 1)
      try Data("{}".utf8).write(to: URL(filePath: "\(checkpoints)/step-00000003/manifest.json"))
      let none = try await duplex("generate", checkpoints, "--prompt", "a", processes: 2)
      #expect(none.exitCode == 65)
      #expect(none.standardError.hasPrefix("duplex: \(checkpoints): no good checkpoint; "))
      #expect(none.standardError.contains(shard))
    }
  }

  @Test(
    "what it cannot do is answered with the reason",
    arguments: [
      (["--prompt", "a", "--length", "-1"], 65, "--length is -1; expected a whole number from 1"),
      (["--prompt", "a", "--length", "0"], 65, "--length is 0; expected"),
      (["--prompt", "a", "--length", "65537"], 65, "--length is 65537; expected"),
      (["--prompt", ""], 65, "--prompt's length in bytes is 0; expected 1 to 4096"),
      (
        ["--prompt", String(repeating: "é", count: 2049)], 65, "--prompt's length in bytes is 4098"
      ),
      (["--speculation", "--sequences", "0"], 65, "--sequences is 0; expected"),
      (["--prompt", "a"], 65, "/nowhere: there is no such folder; expected a folder"),
      ([], 64, "Give a --prompt to continue, or --speculation."),
      (["--speculation", "--check"], 64, "--check needs a --prompt."),
      (["--speculation", "--length", "100"], 64, "--length needs a --prompt."),
      (["--speculation", "--form", "absorbed"], 64, "--form needs a --prompt."),
      (["--prompt", "a", "--sequences", "64"], 64, "--sequences belongs to --speculation."),
      (["--prompt", "a", "--text", "README.md"], 64, "--text belongs to --speculation."),
      (["--prompt", "a", "--form", "short"], 64, "The value 'short' is invalid for '--form"),
    ] as [([String], Int32, String)])
  func refusals(options: [String], exitCode: Int32, reason: String) async throws {
    let outcome = try await duplex(["generate", "/nowhere"] + options)
    #expect(outcome.exitCode == exitCode)
    #expect(outcome.standardOutput.isEmpty)
    let start = exitCode == 64 ? "Error: " : "duplex: "
    #expect(outcome.standardError.hasPrefix(start + reason), "\(outcome.standardError)")
  }

  @Test("text that is not there is named, and the model is not at fault")
  func missingText() async throws {
    try await withCheckpoints { checkpoints in
      let outcome = try await duplex(
        ["generate", checkpoints, "--speculation", "--text", "/nowhere"], processes: 2)
      #expect(outcome.exitCode == 65)
      #expect(outcome.standardError.contains("/nowhere: there is nothing"))
    }
  }
}
