import TestSupport
import Testing

@Suite("Bad input to duplex", .timeLimit(.minutes(1)))
struct BadInputTests {
  private static let accepted =
    "expected gpipe, 1f1b, interleaved-1f1b, zb-h1, zb-h2, zb-v, 1f1b-overlap, "
    + "interleaved-1f1b-overlap, dualpipe, dualpipev, csv:FILE"

  /// Arguments and how the one line begins, after the program's name.
  static let cases: [([String], String)] =
    schedules + scenarios
    + [
      (["model", "no.json"], "model error (unreadableFile): no.json: "),
      (["model", referenceScenario], "model error (malformedJSON): \(referenceScenario):1: "),
      (
        ["model", "configs/models/deepseek-v3.json", "--sequence-length", "-1"],
        "--sequence-length is -1; expected a whole number from 1 to 100000000"
      ),
    ]

  private static let schedules: [([String], String)] = [
    (
      schedule("1f1b", "-4", "8"),
      "schedule error (emptyPipeline): -4 ranks, 8 microbatches; each must be at least 1"
    ),
    (schedule("1f1b", "4", "0"), "schedule error (emptyPipeline): 4 ranks, 0 microbatches; "),
    (
      schedule("1f1b", "4000000000", "4000000000"),
      "schedule error (tooLarge): 4000000000 ranks, 4000000000 microbatches; "
    ),
    (
      schedule("interleaved-1f1b", "4", "8") + ["--chunks", "0"],
      "--chunks is 0; expected a whole number from 1"
    ),
    (
      schedule("interleaved-1f1b", "4", "8") + ["--chunks", "9000000000000000000"],
      "schedule error (tooLarge): "
    ),
    (
      schedule("zb-v", "4", "8") + ["--chunks", "3"],
      "--chunks is 3, and only interleaved schedules let it be chosen; expected no --chunks with "
    ),
    (
      schedule("duelpipe", "4", "8"),
      "schedule error (unknownSchedule): \"duelpipe\"; did you mean dualpipe? accepted: gpipe, "
    ),
    (schedule("dualpipe", "3", "8"), "schedule error (indivisible): 3 ranks, 8 microbatches; "),
    (
      schedule("dualpipe", "8", "14"),
      "schedule error (tooFewMicrobatches): 14 microbatches on 8 ranks; "
    ),
    (
      schedule("1f1b", "4", "8") + ["--times", "F=fast"],
      "schedule error (unreadableTimes): \"F=fast\"; a time is a number from 0 "
    ),
    (
      schedule("1f1b", "4", "8") + ["--times", "G=1"],
      "schedule error (unreadableTimes): \"G=1\"; accepted: F, I, W, B, FB, comm"
    ),
    (
      schedule("1f1b", "4", "8") + ["--output", "/dev/null/folder"],
      "--output /dev/null/folder: the folder cannot be made; expected a path that can be written"
    ),
    (["schedule", "csv:no.csv"], "csv:no.csv: there is no such file; expected a CSV file, "),
    (
      ["schedule", "csv:\(fixture("deadlock.csv"))", "--chunks", "3"],
      "--chunks is 3, and only interleaved schedules let it be chosen; expected no --chunks with "
    ),
    (["schedule", "csv:Package.swift"], "csv:Package.swift: schedule error (unreadableAction): "),
    (["schedule", "csv:configs"], "csv:configs: not a file; expected a CSV file, one row a rank"),
    (
      ["schedule", "csv:\(fixture("deadlock.csv"))"],
      "csv:\(fixture("deadlock.csv")): schedule error (deadlock): 0B0 (rank 0) waits for 1B0, which stands behind 1F1 (rank 1); "
        + "1F1 (rank 1) waits for 0F1, which stands behind 0B0 (rank 0); "
    ),
    (
      ["schedule", "csv:\(fixture("one-rank.csv"))", "--ranks", "2"],
      "--ranks is 2 and csv:\(fixture("one-rank.csv")) has 1; expected 1 or no --ranks"
    ),
  ]

  private static let scenarios: [([String], String)] = [
    (compare(""), "--schedules \"\": a name is empty; \(accepted)"),
    (compare("1f1b,,dualpipe"), "--schedules \"1f1b,,dualpipe\": a name is empty; \(accepted)"),
    (compare("1f1b, 1f1b"), "--schedules \"1f1b, 1f1b\": 1f1b comes twice; expected each once"),
    (
      compare("1f1b,zbv"),
      "schedule error (unknownSchedule): \"zbv\"; did you mean zb-v? accepted: gpipe, "
    ),
    (compare("csv:no.csv"), "csv:no.csv: there is no such file; "),
    (
      ["compare", fixture("even.yaml"), "--output", "Package.swift"],
      "--output Package.swift: the folder cannot be made; expected a path that can be written to"
    ),
    (
      ["compare", fixture("short.yaml"), "--schedules", "dualpipe,dualpipev", "--json"],
      "\(fixture("short.yaml")): none of the 2 schedules can run; expected one that can, "
    ),
    (["simulate", "no.yaml"], "no.yaml: there is no such file; expected YAML"),
    (
      ["simulate", fixture("even.yaml"), "--jitter", "-0.1"],
      "--jitter is -0.1; expected a number from 0 to below 1"
    ),
    (["simulate", fixture("even.yaml"), "--jitter", "nan"], "--jitter is nan; expected a number "),
    (
      ["simulate", fixture("short.yaml")],
      "schedule error (tooFewMicrobatches): 6 microbatches on 4 ranks; dualpipe needs at least "
    ),
    (
      ["simulate", fixture("even.yaml"), "--schedule", "csv:\(fixture("one-rank.csv"))"],
      "simulation error (indivisible): csv:\(fixture("one-rank.csv")) has 1 ranks and 2 "
        + "microbatches; the scenario has 4 and 8"
    ),
    (
      ["simulate", fixture("cramped.yaml")],
      "dualpipe does not fit: rank 0 needs 2.06 GiB, 2.03 GiB more than the 32.0 MiB of a GPU; "
    ),
    (
      ["cost", fixture("absurd.yaml")],
      "cost error (outOfRange): attention F takes "
    ),
    (
      ["cost", fixture("short.yaml")],
      "\(fixture("short.yaml")): run is missing; expected run with phases, as in "
    ),
  ]

  private static func schedule(_ name: String, _ ranks: String, _ microbatches: String) -> [String]
  {
    ["schedule", name, "--ranks", ranks, "--microbatches", microbatches]
  }

  private static func compare(_ names: String) -> [String] {
    ["compare", fixture("even.yaml"), "--schedules", names]
  }

  @Test(
    "one line says what is wrong and what would be accepted, and the exit code is 65",
    arguments: cases)
  func oneLine(arguments: [String], start: String) async throws {
    let outcome = try await duplex(arguments)
    #expect(outcome.exitCode == 65)
    let error = outcome.standardError
    #expect(error.hasPrefix("duplex: " + start), "\(error)")
    #expect(error.hasSuffix("\n") && !error.dropLast().contains("\n"), "\(error)")
  }

  @Test("three processes say it once, and none of them waits for another", arguments: cases)
  func once(arguments: [String], start: String) async throws {
    #expect(try await duplex(arguments, processes: 3) == duplex(arguments))
  }

  @Test("a file that one process of three lacks ends all of them, and that one says so")
  func oneProcess() async throws {
    let outcome = try await shell(
      #"""
      mpirun --quiet --timeout 30 -n 3 bash -c '
        [[ $OMPI_COMM_WORLD_RANK == 1 ]] && file=no.csv || file=\#(fixture("one-rank.csv"))
        exec "$duplex" schedule csv:$file'
      """#)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("duplex: rank 1: csv:no.csv: there is no such file; "))
    #expect(outcome.standardError.split(separator: "\n").count == 1)
  }

  @Test("a plan that does not fit is simulated all the same with --ignore-memory")
  func ignoreMemory() async throws {
    let outcome = try await duplex("simulate", fixture("cramped.yaml"), "--ignore-memory", "--json")
    #expect(outcome.exitCode == 0)
    #expect(try JSONValue(outcome.standardOutput)["fits"] == .bool(false))
  }

  @Test("compare lists what cannot run with the reason, and that is no error")
  func refused() async throws {
    let outcome = try await duplex(
      "compare", fixture("short.yaml"), "--schedules", "1f1b,dualpipe", "--json")
    #expect(outcome.exitCode == 0)
    let document = try JSONValue(outcome.standardOutput)
    #expect(document["schedules"]?.elements.compactMap { $0["name"]?.string } == ["1f1b"])
    let refused = try #require(document["refused"]?.elements.first)
    #expect(refused["name"] == .string("dualpipe"))
    #expect(refused["reason"]?.string?.hasPrefix("6 microbatches on 4 ranks; ") == true)
  }

  @Test("where nothing can run, compare still prints the document that says why")
  func allRefused() async throws {
    let outcome = try await duplex(
      "compare", fixture("short.yaml"), "--schedules", "dualpipe,dualpipev", "--json")
    let document = try JSONValue(outcome.standardOutput)
    #expect(document["schedules"] == .array([]))
    #expect(document["refused"]?.elements.count == 2)
  }
}
