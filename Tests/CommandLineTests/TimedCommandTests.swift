import TestSupport
import Testing

@Suite("duplex train --compute timed", .timeLimit(.minutes(1)), .serialized)
struct TimedCommandTests {
  private static let short = ["train", "--compute", "timed", "--action-time", "10ms"]

  @Test(
    "measures one schedule, says what each rank did, and leaves durations that are predicted from")
  func one() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(
        Self.short + ["--schedule", "1f1b", "--json", "--output", folder], processes: 2)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let document = try JSONValue(outcome.standardOutput)
      let schedule = try #require(document["schedules"]?.elements.first)
      #expect(
        schedule.violations(of: [
          "name": "string", "ranks": "number", "microbatches": "number", "steps": "number",
          "measured": "object", "predicted": "object", "stepError": "number",
          "plannedStepSeconds": "number", "plannedStepError": "number",
          "formulaBubbleFraction": "number",
        ]) == [])
      // Four microbatches and a bubble of (p-1)(F+B): 5 x 30 ms, and no wait ends early.
      #expect(abs(try #require(schedule["plannedStepSeconds"]?.number) - 0.15) < 1e-12)
      let measured = try #require(schedule["measured"]?["stepSeconds"]?.number)
      #expect(measured >= 0.15)
      #expect(schedule["formulaBubbleFraction"]?.number == 0.2)
      for name in ["report.html", "timed.json", "durations.csv", "trace.json"] {
        #expect(try !text("\(folder)/\(name)").isEmpty, "\(name)")
      }
      let again = try await JSONValue(
        duplex("simulate", "--measured", "\(folder)/durations.csv", "--json").standardOutput)
      #expect(again["measured"]?["stepSeconds"]?.number == measured)
      #expect(again["predicted"] == schedule["predicted"])
      #expect(again["stepError"] == schedule["stepError"])
    }
  }

  @Test("plays all schedules that exist for the ranks, each with files of its own")
  func all() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(
        Self.short + ["--schedule", "all", "--repetitions", "1", "--output", folder], processes: 2)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let lines = outcome.standardOutput.split(separator: "\n")
      #expect(lines.first == "2 ranks, 4 microbatches, median of 1 step")
      for name in scheduleNames {
        #expect(lines.contains { $0.hasPrefix("\(name) ") }, "\(name)")
        #expect(try text("\(folder)/durations-\(name).csv").contains("\nschedule,\(name)\n"))
      }
    }
  }

  @Test("names the schedules that do not exist for the ranks, with the reason")
  func refusals() async throws {
    let outcome = try await duplex(
      Self.short + ["--schedule", "all", "--repetitions", "1", "--microbatches", "1"])
    #expect(outcome.exitCode == 0)
    #expect(outcome.standardOutput.contains("\nCannot be played here\n"))
    #expect(outcome.standardOutput.contains("\ndualpipe: 1 ranks, 1 microbatches; dualpipe needs"))
  }

  @Test(
    "what only a trained model has is refused by name",
    arguments: [
      ["--steps", "3"], ["--precision", "bf16"], ["--profile", "x.csv"], ["--resume"], ["--fresh"],
      ["--pipeline", "2"], ["--seed", "1"],
    ])
  func orphans(options: [String]) async throws {
    let outcome = try await duplex(Self.short + options)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.standardError.hasPrefix(
        "Error: --compute timed trains no model; leave \(options[0]) away."),
      "\(outcome.standardError)")
  }

  @Test("bad input that one process alone has ends the job with 65 and its message")
  func alone() async throws {
    let outcome = try await shell(
      """
      one="$duplex train --compute timed --schedule 1f1b --repetitions"
      mpirun --timeout 40 -n 1 $one 1 : -n 1 $one 0
      """)
    #expect(outcome.exitCode == 65, "\(outcome.standardError)")
    #expect(
      outcome.standardError.contains("duplex: rank 1: --repetitions is 0; expected"),
      "\(outcome.standardError)")
  }

  @Test(
    "bad input is named and answered with 65",
    arguments: [
      (["--action-time", "0ms"], "--action-time is 0ms; expected a time from 1us to 60s"),
      (["--action-time", "12"], "--action-time is 12; expected a time from 1us to 60s"),
      (["--times", "F=1e6"], "the longest action takes 12000 s; expected at most 60 s"),
      (["--times", "F=1,comm=2"], "messages are real; expected no comm"),
      (["--times", "F=x"], "\"F=x\"; a time is a number"),
      (["--repetitions", "0"], "--repetitions is 0; expected a whole number from 1 to 1000"),
      (["--schedule", "1f2b"], "\"1f2b\"; did you mean 1f1b?"),
      (["--schedule", "dualpipe"], "1 ranks, 4 microbatches; dualpipe needs both even"),
      (["--schedule", "csv:no.csv"], "csv:no.csv: there is no such file"),
      (["--schedule", "gpipe", "--chunks", "3"], "only interleaved schedules let it be chosen"),
      (
        ["--schedule", "gpipe", "--microbatches", "-1"], "-1 microbatches; each must be at least 1"
      ),
    ])
  func badInput(arguments: [String], message: String) async throws {
    let outcome = try await duplex(["train", "--compute", "timed"] + arguments)
    #expect(outcome.exitCode == 65, "\(outcome.standardError)")
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
    #expect(outcome.standardOutput.isEmpty)
  }

  @Test("a file for another count of ranks is refused once, by its name")
  func ranks() async throws {
    let outcome = try await duplex(
      Self.short + ["--schedule", "csv:\(fixture("one-rank.csv"))"], processes: 2)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardError.contains("one-rank.csv has 1 ranks, and there are 2 processes"))
  }

  @Test(
    "a training file and waits contradict each other", arguments: [["--action-time", "20ms"], []])
  func usage(arguments: [String]) async throws {
    let timed = arguments.isEmpty ? ["--compute", "timed"] : arguments
    let outcome = try await duplex(["train", "configs/training/mini.yaml"] + timed)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardError.contains("--compute timed"))
  }
}
