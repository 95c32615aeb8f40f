import TestSupport
import Testing

@Suite("launch/run", .timeLimit(.minutes(1)))
struct RunScriptTests {
  @Test(
    "a wrong number of processes is answered with the usage and 64",
    arguments: [
      ([], "N is missing."), (["2"], "ARGS are missing."),
      (["0", "compare"], "N is '0', and has to be from 1 to 256."),
      (["257", "compare"], "N is '257', and has to be from 1 to 256."),
      (["-1", "compare"], "N is '-1', and has to be from 1 to 256."),
      (["2x", "compare"], "N is '2x', and has to be from 1 to 256."),
      (["compare", "2"], "N is 'compare', and has to be from 1 to 256."),
    ] as [([String], String)])
  func usage(arguments: [String], reason: String) async throws {
    let outcome = try await ProcessLaunch.run(path: Repository.path("launch/run"), arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("usage: ./launch/run N ARGS...\n"))
    #expect(outcome.standardError.hasSuffix("\(reason)\n"))
  }

  @Test(
    "a script that takes no arguments, or fewer, says so with 64 and does nothing",
    arguments: [
      ("quickstart", ["--help"], ""), ("test", ["Simulation"], ""),
      ("regenerate-reference", ["a", "b"], " [FOLDER]"), ("benchmark", ["a", "b"], " [FILTER]"),
    ] as [(String, [String], String)])
  func strayArguments(script: String, arguments: [String], accepted: String) async throws {
    let outcome = try await ProcessLaunch.run(
      path: Repository.path("launch/\(script)"), arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError == "usage: ./launch/\(script)\(accepted)\n")
  }

  @Test(
    "every script is well-formed bash",
    arguments: [
      ".ci/run", "launch/benchmark", "launch/equality", "launch/lib.sh", "launch/quickstart",
      "launch/regenerate-reference", "launch/run", "launch/slurm.sbatch",
      "launch/test",
    ])
  func syntax(script: String) async throws {
    let outcome = try await ProcessLaunch.run(
      path: "/bin/bash", ["-n", Repository.path(script)])
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
  }
}
