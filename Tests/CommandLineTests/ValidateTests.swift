import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex validate", .serialized, .timeLimit(.minutes(10)))
struct ValidateTests {
  /// Seconds that simulating all scenarios may take in a debug build beside other tests.
  private let limit = 280

  /// Hands a copy of the configuration files to a test.
  private func withConfigs<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        atPath: Repository.path("configs"), toPath: "\(folder)/configs")
      return try await body("\(folder)/configs")
    }
  }

  @Test("docs/validation.md is what the program writes today, byte for byte, on two processes too")
  func document() async throws {
    try await withTemporaryFolder { folder in
      let alone = try await duplex("validate", "--output", folder, seconds: limit)
      #expect(alone.exitCode == 0, "\(alone.standardError)")
      let isSame = try text("\(folder)/validation.md") == text("docs/validation.md")
      #expect(isSame, "docs/validation.md is out of date; run duplex validate --output docs")
      let both = try await duplex(["validate"], processes: 2, seconds: limit)
      #expect(both.exitCode == 0)
      #expect(both.standardOutput == alone.standardOutput)
    }
  }

  @Test("an error that is greater than its bound ends with 70, named, and every row is written")
  func grown() async throws {
    try await withConfigs { configs in
      let path = "\(configs)/validation/models.csv"
      let tightened = try text(path).replacing(",37,,0.02,", with: ",37,,0.0001,")
      try tightened.write(toFile: path, atomically: true, encoding: .utf8)
      let outcome = try await duplex("validate", "--configs", configs, "--json", seconds: limit)
      #expect(outcome.exitCode == 70)
      #expect(outcome.standardError.contains("DeepSeek-V3 parameters a token meets"))
      let document = try JSONValue(outcome.standardOutput)
      #expect(document["failures"]?.elements.count == 1)
      let rows = try #require(document["rows"]?.elements)
      #expect(rows.count > 100)
      for row in rows {
        for key in ["group", "name", "unit", "verdict", "kind", "grade", "source"] {
          #expect(row[key]?.string != nil, "\(key)")
        }
      }
      #expect(rows.compactMap { $0["verdict"]?.string }.count { $0 == "past bound" } == 1)
    }
  }

  @Test("nothing but the comparison reads the published steps: a step is the same without them")
  func absent() async throws {
    try await withConfigs { configs in
      try FileManager.default.removeItem(atPath: "\(configs)/validation")
      let with = try await duplex(
        "simulate", referenceScenario, "--json", "--samples", "0", seconds: limit)
      let without = try await duplex(
        "simulate", "\(configs)/scenarios/deepseek-v3.yaml", "--json", "--samples", "0",
        seconds: limit)
      #expect(without.exitCode == 0, "\(without.standardError)")
      #expect(
        withoutSimulation(without.standardOutput) == withoutSimulation(with.standardOutput))
      let validate = try await duplex("validate", "--configs", configs)
      #expect(validate.exitCode == 65)
      #expect(validate.standardError.contains("steps.csv"))
    }
  }

  @Test("claims are a document of their own")
  func claims() async throws {
    let claims = try await duplex("validate", "--claims", "--json", seconds: limit)
    #expect(claims.exitCode == 0)
    #expect(try JSONValue(claims.standardOutput)["claims"]?.elements.count == 23)
  }
}
