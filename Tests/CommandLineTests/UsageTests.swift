import TestSupport
import Testing

@Suite("Usage errors of duplex", .timeLimit(.minutes(1)))
struct UsageTests {
  @Test(
    "what cannot be understood is answered with the reason, the usage and 64",
    arguments: [
      (["frob"], "Unexpected argument 'frob'", "duplex"),
      (["compare"], "Missing expected argument '<scenario>'", "duplex compare"),
      (["compare", referenceScenario, "--schedules"], "Missing value for '--schedules", "duplex"),
      (["schedule"], "Missing expected argument '<name>'", "duplex schedule"),
      (
        ["schedule", "1f1b", "--microbatches", "8"],
        "--ranks is missing; 1f1b needs --ranks and --microbatches.", "duplex schedule"
      ),
      (
        ["schedule", "1f1b", "--ranks", "8"],
        "--microbatches is missing; 1f1b needs --ranks and --microbatches.", "duplex schedule"
      ),
      (
        ["schedule", "1f1b", "--ranks", "four", "--microbatches", "8"],
        "The value 'four' is invalid for '--ranks <count>'", "duplex schedule"
      ),
      (
        ["schedule", "1f1b", "--ranks", "99999999999999999999", "--microbatches", "8"],
        "The value '99999999999999999999' is invalid for '--ranks <count>'", "duplex schedule"
      ),
      (
        ["schedule", "1f1b", "--ranks", "4", "--microbatches", "8", "--format", "pdf"],
        "The value 'pdf' is invalid for '--format <format>'", "duplex schedule"
      ),
      (
        ["schedule", "1f1b", "--ranks", "4", "--microbatches", "8", "--format", "svg", "--json"],
        "--json and --format svg contradict each other; give one.", "duplex schedule"
      ),
      (
        ["simulate", referenceScenario, "--every-gpu"],
        "--every-gpu writes a file; name its folder with --output.", "duplex simulate"
      ),
      (
        ["simulate", referenceScenario, "--seed", "-1"],
        "The value '-1' is invalid for '--seed <number>'", "duplex simulate"
      ),
      (["simulate", referenceScenario, "--sede", "1"], "Unknown option '--sede'", "duplex"),
    ] as [([String], String, String)])
  func usage(arguments: [String], reason: String, command: String) async throws {
    let outcome = try await duplex(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("Error: \(reason)"), "\(outcome.standardError)")
    #expect(outcome.standardError.contains("\nUsage: \(command) "), "\(outcome.standardError)")
  }

  @Test("several processes say it once, with the same exit code")
  func once() async throws {
    let arguments = ["schedule", "1f1b", "--ranks", "four"]
    #expect(try await duplex(arguments, processes: 3) == duplex(arguments))
  }
}
