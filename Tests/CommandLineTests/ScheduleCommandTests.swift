import TestSupport
import Testing

@Suite("duplex schedule", .timeLimit(.minutes(1)))
struct ScheduleCommandTests {
  /// Name, ranks, microbatches, chunks and the published rank programs.
  static let goldens: [(String, Int, Int, Int?)] = [
    ("gpipe", 4, 8, nil), ("interleaved-1f1b", 2, 4, 3), ("interleaved-1f1b", 4, 8, 2),
    ("zb-v", 2, 6, nil), ("zb-v", 4, 8, nil), ("dualpipe", 2, 4, nil), ("dualpipe", 4, 8, nil),
    ("dualpipe", 8, 20, nil), ("dualpipe", 16, 32, nil), ("dualpipev", 4, 10, nil),
  ]

  private func arguments(_ name: String, _ ranks: Int, _ microbatches: Int) -> [String] {
    ["schedule", name, "--ranks", "\(ranks)", "--microbatches", "\(microbatches)"]
  }

  @Test("CSV is that of the published programs, and reads back as the same", arguments: goldens)
  func csv(name: String, ranks: Int, microbatches: Int, chunks: Int?) async throws {
    let shape = "ranks\(ranks)-microbatches\(microbatches)" + (chunks.map { "-chunks\($0)" } ?? "")
    let golden = "Tests/PipelineSchedulesTests/Golden/\(name)-\(shape).csv"
    let made = try await duplex(
      arguments(name, ranks, microbatches) + ["--chunks", "\(chunks ?? 2)", "--format", "csv"])
    #expect(made.exitCode == 0)
    #expect(try made.standardOutput == text(golden))
    let read = try await duplex("schedule", "csv:\(golden)", "--format", "csv")
    #expect(read == made)
  }

  @Test("text has one line a rank")
  func rows() async throws {
    let plain = try await duplex(arguments("1f1b", 2, 2))
    #expect(plain.standardOutput == "0F0 0F1 0B0 0B1\n1F0 1B0 1F1 1B1\n")
  }

  @Test("DualPipe on 4 ranks and 8 microbatches takes 26 where F = I = W = 1 and nothing hides")
  func dualPipe() async throws {
    let outcome = try await duplex(
      arguments("dualpipe", 4, 8) + ["--format", "json", "--times", "F=1,I=1,W=1,B=2,FB=3,comm=0"])
    let document = try JSONValue(outcome.standardOutput)
    #expect(document["makespan"]?.number == 26)
    // (p/2 - 1)(F&B + B - 3W) on a middle rank, DeepSeek-V3 report, table 2.
    let bubble = (4.0 / 2 - 1) * (3 + 2 - 3)
    #expect(
      document["idlePerRank"]?.elements.compactMap(\.number) == [bubble, bubble, bubble, bubble])
    #expect(document["peakLiveActivations"]?.elements.compactMap(\.number) == [5, 5, 5, 5])
    #expect(try await duplex(arguments("dualpipe", 4, 8) + ["--json"]) == outcome)
  }

  @Test("1F1B idles (p - 1)/(m + p - 1) of the step", arguments: [(4, 8), (8, 24), (16, 120)])
  func oneForwardOneBackward(ranks: Int, microbatches: Int) async throws {
    let outcome = try await duplex(arguments("1f1b", ranks, microbatches) + ["--json"])
    let document = try JSONValue(outcome.standardOutput)
    let expected = Double(ranks - 1) / Double(microbatches + ranks - 1)
    let idle = try #require(document["idleFraction"]?.number)
    #expect(abs(idle - expected) < 1e-12)
    #expect(document["makespan"]?.number == Double(3 * (microbatches + ranks - 1)))
  }

  @Test("--per-rank halves the times of a schedule with two chunks per rank")
  func perRank() async throws {
    let whole = try await JSONValue(duplex(arguments("zb-v", 4, 8) + ["--json"]).standardOutput)
    let share = try await JSONValue(
      duplex(arguments("zb-v", 4, 8) + ["--json", "--per-rank"]).standardOutput)
    let makespan = try #require(whole["makespan"]?.number)
    #expect(share["makespan"]?.number == makespan / 2)
    #expect(share["times"]?["F"]?.number == 0.5)
  }

  @Test("JSON has the members that programs rely on")
  func contract() async throws {
    let outcome = try await duplex(arguments("interleaved-1f1b", 4, 8) + ["--json"])
    let document = try JSONValue(outcome.standardOutput)
    #expect(
      document.violations(of: [
        "format": "number", "name": "string", "ranks": "number", "microbatches": "number",
        "stages": "number", "chunksPerRank": "number", "copies": "number", "times": "object",
        "makespan": "number", "longestSpan": "number", "bubbleFraction": "number",
        "idleFraction": "number", "idlePerRank": "array", "peakLiveActivations": "array",
        "peakLivePerRankShare": "array", "actionCounts": "array", "programs": "array",
      ]) == [])
    #expect(document["format"]?.number == 1)
    let counts = try #require(document["actionCounts"]?.elements)
    #expect(counts.map { $0["F"]?.number } == [16, 16, 16, 16])
  }

  @Test("--output writes the schedule as CSV, JSON and SVG")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let plain = arguments("zb-h1", 4, 8)
      let outcome = try await duplex(plain + ["--output", folder])
      #expect(outcome.exitCode == 0)
      for format in ["csv", "json", "svg"] {
        let printed = try await duplex(plain + ["--format", format]).standardOutput
        #expect(try text("\(folder)/schedule.\(format)") == printed, "\(format)")
      }
    }
  }

  @Test("what an imported file loses is said on standard error, beside a whole document")
  func notice() async throws {
    try await withTemporaryFolder { folder in
      let made = try await shell(
        "printf '0F0,0SEND_F0,,0B0\\n1RECV_F0,1F0,1B0\\n' > \(folder)/own.csv")
      #expect(made.exitCode == 0)
      let outcome = try await duplex("schedule", "csv:\(folder)/own.csv", "--json", processes: 2)
      #expect(outcome.exitCode == 0)
      #expect(try JSONValue(outcome.standardOutput)["ranks"]?.number == 2)
      #expect(
        outcome.standardError.hasPrefix(
          "notice: \(folder)/own.csv: dropped 2 communication and gradient-reduction actions "))
      #expect(outcome.standardError.split(separator: "\n").count == 1)
    }
  }
}
