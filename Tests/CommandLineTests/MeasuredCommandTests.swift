import TestSupport
import Testing

@Suite("duplex simulate --measured", .timeLimit(.minutes(1)))
struct MeasuredCommandTests {
  private static let file = fixture("measured.csv")
  private static let old = fixture("measured-1.csv")

  @Test("predicts the measured step without being told the schedule, on any number of processes")
  func json() async throws {
    let outcome = try await duplex("simulate", "--measured", Self.file, "--json")
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    let document = try JSONValue(outcome.standardOutput)
    // 4 x 30 ms of work, 30 ms of bubble, 40 ms of optimiser.
    #expect(document["predicted"]?["stepSeconds"]?.number == 0.19)
    #expect(document["measured"]?["stepSeconds"]?.number == 0.2)
    #expect(abs(try #require(document["stepError"]?.number) + 0.05) < 1e-12)
    #expect(abs(try #require(document["predicted"]?["bubbleFraction"]?.number) - 3.0 / 19) < 1e-12)
    #expect(document["schedule"]?.string == "1f1b")
    #expect(
      try await duplex("simulate", "--measured", Self.file, "--json", processes: 2).standardOutput
        == outcome.standardOutput)
  }

  @Test("prints step, bubble and error for people")
  func table() async throws {
    let text = try await duplex("simulate", "--measured", Self.file).standardOutput
    #expect(text.hasPrefix("1f1b, 2 ranks, 4 microbatches\n"))
    #expect(text.contains("\nerror                  -5.00 %\n"), "\(text)")
  }

  @Test("predicts another schedule and another batch from the same durations")
  func other() async throws {
    let outcome = try await duplex(
      "simulate", "--measured", Self.file, "--schedule", "zb-h1", "--microbatches", "8", "--json")
    let document = try JSONValue(outcome.standardOutput)
    // 8 x 30 ms, and a bubble of (p-1)(F+I-W) = 10 ms.
    let step = try #require(document["predicted"]?["stepSeconds"]?.number)
    #expect(abs(step - 0.29) < 1e-12)
    #expect(document["measured"] == .null && document["stepError"] == .null)
  }

  @Test("reads files without facts when told the schedule")
  func versionOne() async throws {
    let outcome = try await duplex(
      "simulate", "--measured", Self.old, "--schedule", "gpipe", "--ranks", "2",
      "--microbatches", "4", "--json")
    let document = try JSONValue(outcome.standardOutput)
    #expect(document["predicted"]?["stepSeconds"]?.number == 0.15)
  }

  @Test("--output writes the prediction, its picture and its trace")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(
        "simulate", "--measured", Self.file, "--output", folder, "--json")
      #expect(try text("\(folder)/prediction.json") == outcome.standardOutput)
      #expect(try text("\(folder)/pipelines.svg").hasPrefix("<svg "))
      #expect(try text("\(folder)/trace.json").contains("\"rank 1, replica 0\""))
    }
  }

  @Test(
    "bad input is named and answered with 65",
    arguments: [
      (["no.csv"], "no.csv: there is no such file; expected durations that "),
      (
        [fixture("even.yaml")],
        "expected duplex-measured-durations,1 or duplex-measured-durations,2 or duplex-"
      ),
      ([file, "--schedule", "1f2b"], "\"1f2b\"; did you mean 1f1b?"),
      ([file, "--ranks", "3"], "measured.csv has no F of stage 2, which 1f1b plays"),
      ([file, "--ranks", "-2"], "-2 ranks, 4 microbatches; each must be at least 1"),
      ([file, "--microbatches", "0"], "2 ranks, 0 microbatches; each must be at least 1"),
      ([file, "--chunks", "3"], "--chunks is 3, and only interleaved schedules let it be chosen"),
      ([file, "--schedule", "csv:no.csv"], "csv:no.csv: there is no such file"),
      ([old], "does not say what schedule was measured; expected --schedule"),
      ([old, "--schedule", "1f1b"], "does not say how many were measured; expected --ranks"),
      (
        [old, "--schedule", "zb-h1", "--ranks", "2", "--microbatches", "4"],
        "has no I of stage 0, which zb-h1 plays; measure one with `duplex train --schedule zb-h1"
      ),
    ] as [([String], String)])
  func badInput(arguments: [String], message: String) async throws {
    let outcome = try await duplex(["simulate", "--measured"] + arguments)
    #expect(outcome.exitCode == 65, "\(outcome.standardError)")
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
    #expect(outcome.standardOutput.isEmpty)
  }

  @Test(
    "options that contradict each other are answered with 64",
    arguments: [
      ([], "Give a scenario file, or measured durations with --measured."),
      (
        [fixture("even.yaml"), "--measured", file],
        "A scenario and --measured contradict each other; give one."
      ),
      (
        [fixture("even.yaml"), "--ranks", "4"],
        "--ranks belongs to --measured; a scenario has its own."
      ),
      (["--measured", file, "--explain"], "--explain belongs to scenarios, not to --measured."),
      (
        ["--measured", file, "--jitter", "0.1"], "--jitter belongs to scenarios, not to --measured."
      ),
    ] as [([String], String)])
  func usage(arguments: [String], message: String) async throws {
    let outcome = try await duplex(["simulate"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }
}
