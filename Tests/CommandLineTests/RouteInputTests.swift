import FoundationEssentials
import TestSupport
import Testing

@Suite("Bad input to duplex route", .timeLimit(.minutes(1)))
struct RouteInputTests {
  @Test(
    "one line names the counts and what would be accepted",
    arguments: [
      (["--experts", "0"], "--experts is 0; expected a whole number from 1 to 65536"),
      (["--tokens", "-5"], "--tokens is -5; expected a whole number from 1 to 1000000000"),
      (["--steps", "0"], "--steps is 0; expected a whole number from 1 to 1000000"),
      (["--ranks", "9000000000000000000"], "--ranks is 9000000000000000000; expected a whole "),
      (["--redundant", "-1"], "--redundant is -1; expected a whole number from 0 to 65536"),
      (
        ["--groups", "7"],
        "routing error (indivisible): 256 experts in 7 groups; experts must be a multiple "
      ),
      (
        ["--selections", "300"],
        "routing error (tooManySelected): 300 experts of 4 of 8 groups of 32; "
      ),
      (["--kept-groups", "9"], "routing error (tooManySelected): 8 experts of 9 of 8 groups "),
      (
        ["--ranks", "48"],
        "routing error (indivisible): 256 experts, 48 ranks, 8 ranks per node; experts must be "
      ),
      (
        ["--ranks-per-node", "5"],
        "routing error (indivisible): 256 experts, 64 ranks, 5 ranks per node; ranks must be "
      ),
      (
        ["--redundant", "3"], "routing error (indivisible): 256 experts and 3 copies on nodes of 8 "
      ),
      (["--gamma", "nan"], "--gamma is nan; expected a number from 0 to 1"),
      (["--skew", "-1"], "--skew is -1.0; expected a number from 0 to 100"),
      (["--scenario", "no.yaml"], "no.yaml: there is no such file; expected YAML"),
      (["--scores", "no.csv"], "no.csv: there is no such file; expected CSV"),
    ] as [([String], String)])
  func counts(arguments: [String], line: String) async throws {
    try await expectRefusal(["route"] + arguments, line)
  }

  @Test(
    "a file of scores is refused with line, token, expert and value",
    arguments: [
      ("0.1,0.2\n0.3,nan\n", ":2: token 1, expert 1 is nan; expected a finite number from 0"),
      ("0.1,0.2\n\n-1,0.2\n", ":3: token 1, expert 0 is -1; expected a finite number from 0"),
      ("0.1,inf\n", ":1: token 0, expert 1 is inf; expected a finite number from 0"),
      ("a,b\n0.1,0.2\n", ":1: token 0, expert 0 is a; expected a number from 0"),
      ("0.1,\n", ":1: token 0, expert 1 is empty; expected a number from 0"),
      ("0.1,0.2\n0.3\n", ":2: token 1 has 1 scores; expected 2, as the first one has"),
      ("\n", ":1: there are no scores; expected a row for each token"),
    ])
  func scores(content: String, line: String) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/scores.csv"
      try content.write(toFile: path, atomically: true, encoding: .utf8)
      try await expectRefusal(["route", "--scores", path], path + line)
    }
  }

  @Test(
    "options that contradict each other are a usage error",
    arguments: [
      (["--gamma", "0.1", "--balance", "none"], "--gamma is the speed of biases; give it with "),
      (["--alpha", "0.1"], "--alpha is the factor of the loss; give it with --balance loss."),
      (["--scores", "a.csv", "--balance", "loss"], "--balance loss teaches a router, and "),
      (["--scores", "a.csv", "--seed", "3"], "--tokens, --seed, --skew and --drift make a stream"),
      (["--balance", "fair"], "The value 'fair' is invalid for '--balance <way>'"),
      (["--gates", "3"], "Unknown option '--gates'"),
    ] as [([String], String)])
  func usage(arguments: [String], reason: String) async throws {
    let outcome = try await duplex(["route"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("Error: \(reason)"), "\(outcome.standardError)")
  }

  private func expectRefusal(_ arguments: [String], _ line: String) async throws {
    let outcome = try await duplex(arguments)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("duplex: \(line)"), "\(outcome.standardError)")
    #expect(outcome.standardError.split(separator: "\n").count == 1)
  }
}
