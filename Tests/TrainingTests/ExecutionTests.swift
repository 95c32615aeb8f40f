import FoundationEssentials
import TestSupport
import Testing

/// Scenarios of `rank-selftest`; each checks what it sees against what every rank can compute.
@Suite("schedules on ranks under mpirun", .serialized, .timeLimit(.minutes(4)))
struct ExecutionTests {
  @Test(
    "every schedule ends, step after step, with short and long messages", arguments: [1, 2, 4])
  func plays(ranks: Int) async throws { try await succeeds("plays", ranks: ranks) }

  @Test(
    "a schedule of one's own that turns round at the last rank is played", arguments: [1, 3, 8])
  func playsOwn(ranks: Int) async throws { try await succeeds("plays-own", ranks: ranks) }

  @Test(
    "ranks agree on a clock to half the time that a message takes to and fro", arguments: [1, 4])
  func clock(ranks: Int) async throws { try await succeeds("clock", ranks: ranks) }

  @Test("ranks that disagree all get the same error, which names what differs", arguments: [2, 8])
  func disagreement(ranks: Int) async throws {
    try await succeeds("schedules-differ", "shapes-differ", "ranks-missing", ranks: ranks)
  }

  @Test("a rank that stalls ends the job after every rank has said what it is at")
  func stall() async throws {
    let outcome = try await ProcessLaunch.mpirun(ranks: 4, "rank-selftest", ["stalls"])
    #expect(outcome.exitCode == 70)
    for text in [
      "rank 0 of 4 is stalled: it waits for 1B0 of rank 1, to start 0B0",
      "rank 1 of 4 is stalled: it waits for 2B0 of rank 2, to start 1B0",
      "rank 2 of 4 is stalled: it waits for 3B0 of rank 3, to start 2B0",
      "rank 3 of 4 is stalled: it plays 3B0",
    ] { #expect(outcome.standardError.contains(text), "\(outcome.standardError)") }
  }

  @Test("a rank that is killed in a step ends the job", arguments: [1, 4])
  func killed(ranks: Int) async throws {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", ["is-killed-in-step"])
    #expect(outcome.exitCode == 137)
  }

  @Test(
    "an error in a step ends the job with its message, whatever is in flight",
    arguments: [
      ("throws-in-step", "rank 3 of 4: a planned failure"),
      ("wrong-shape", "3B0 on rank 3 made 3 x 3; all ranks agreed on 4 x 4"),
      ("no-output", "3B0 on rank 3 ended without an output"),
    ])
  func failure(scenario: String, message: String) async throws {
    let outcome = try await ProcessLaunch.mpirun(ranks: 4, "rank-selftest", [scenario])
    #expect(outcome.exitCode == 70)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }

  /// `mpirun -n RANKS rank-selftest timed-all` measures all schedules, on any number of ranks.
  @Test(
    "a step takes what the replay says, and idles as long", .enabled(if: measures, measuring),
    arguments: [(2, "zb-v"), (4, "1f1b"), (4, "zb-h1"), (4, "dualpipe")])
  func timed(ranks: Int, name: String) async throws {
    try await succeeds("timed-\(name)", ranks: ranks)
  }

  @Test(
    "ranks that compute spend under 3 % on the executor, and their step is that of its slots' replay",
    .enabled(if: measures, measuring), arguments: ["1f1b", "zb-h1", "dualpipe"])
  func computes(name: String) async throws {
    // A rank that gives its core away whenever it looks for messages loses it to other programs.
    try await succeeds(
      "computes-\(name)", ranks: 2, environment: ["OMPI_MCA_mpi_yield_when_idle": "0"])
  }

  private func succeeds(
    _ scenarios: String..., ranks: Int, environment: [String: String] = [:]
  ) async throws {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", scenarios, environment: environment, seconds: 200)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == scenarios.map { "\($0): \(ranks)\n" }.joined())
  }
}

/// Whether tests that read the clock are wanted: other programs on the machine spoil them, such as the
/// other tests.
private let measures = ProcessInfo.processInfo.environment["DUPLEX_TIMED_TESTS"] != nil

private let measuring: Comment =
  "DUPLEX_TIMED_TESTS=1 on a quiet machine, with --filter ExecutionTests"
