import FoundationEssentials
import TestSupport
import Testing

@Suite("Output of duplex", .timeLimit(.minutes(1)))
struct OutputTests {
  private static let long = "schedule dualpipe --ranks 16 --microbatches 1200"

  @Test("a reader that stops early ends the program without a word")
  func earlyEnd() async throws {
    let outcome = try await shell(
      #""$duplex" \#(Self.long) | head -c 3; echo " ${PIPESTATUS[0]}""#)
    // 128 + SIGPIPE.
    #expect(outcome.standardOutput == "0F0 141\n")
    #expect(outcome.standardError.isEmpty)
  }

  @Test(
    "a result that cannot be written is a failed run, not a success",
    arguments: [">/dev/full", ">&-"])
  func unwritable(redirection: String) async throws {
    let outcome = try await shell("\"$duplex\" \(Self.long) \(redirection)")
    #expect(outcome.exitCode == 70)
    #expect(
      outcome.standardError
        == "duplex: standard output: cannot be written; is it closed, or the disk full?\n")
  }

  @Test("a closed standard error disturbs nothing")
  func closedError() async throws {
    let outcome = try await shell("\"$duplex\" schedule 1f1b --ranks 1 --microbatches 1 2>&-")
    #expect(outcome.exitCode == 0)
    #expect(outcome.standardOutput == "0F0 0B0\n")
  }

  @Test("compare writes its report, and says on standard error where it is", arguments: [1, 2])
  func report(processes: Int) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(
        "compare", fixture("even.yaml"), "--schedules", "1f1b,dualpipe", "--output",
        "\(folder)/a/b", processes: processes)
      #expect(outcome.exitCode == 0)
      #expect(outcome.standardError == "notice: report: \(folder)/a/b/report.html\n")
      #expect(outcome.standardOutput.hasPrefix("even\ntiny-moe on 32 H800, "))
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b").sorted()
      #expect(
        files == [
          "comparison.csv", "comparison.json", "pipelines.svg", "report.html", "trace.json",
        ])
      let picture = try text("\(folder)/a/b/pipelines.svg")
      #expect(picture.contains(">1f1b</text>") && picture.contains(">dualpipe</text>"))
    }
  }

  @Test("simulate writes the parts of every GPU's step when asked")
  func everyGPU() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(
        "simulate", fixture("uneven.yaml"), "--output", folder, "--every-gpu", "--json",
        processes: 2)
      #expect(outcome.exitCode == 0)
      let step = try #require(JSONValue(outcome.standardOutput)["stepSeconds"]?.number)
      let rows = try text("\(folder)/gpus.csv").split(separator: "\n").dropFirst()
      #expect(rows.count == 24)
      for row in rows {
        // Computing, bubble, exposed twice and optimiser, in picoseconds, are the whole step.
        let parts = row.split(separator: ",").dropFirst(3).prefix(5).compactMap { Int($0) }
        #expect(parts.reduce(0, +) == Int((step * 1e12).rounded()), "\(row)")
      }
    }
  }

  @Test("escape codes do not reach a pipe")
  func plain() async throws {
    let outcome = try await duplex(
      "simulate", fixture("even.yaml"), "--schedule", "1f1b")
    #expect(!outcome.standardOutput.contains("\u{1B}"))
    #expect(outcome.standardError.isEmpty)
  }
}
