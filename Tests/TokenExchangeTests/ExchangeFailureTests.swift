import TestSupport
import Testing

@Suite("an exchange that cannot go on ends the job", .serialized, .timeLimit(.minutes(2)))
struct ExchangeFailureTests {
  @Test(
    "ranks that disagree are named on every rank, and the job ends with 70",
    arguments: ["exchange-other-hidden", "exchange-other-operation", "exchange-other-payload"],
    [2, 4])
  func disagreement(scenario: String, ranks: Int) async throws {
    let outcome = try await fails(scenario, ranks: ranks, exitCode: 70)
    #expect(outcome.standardError.contains("exchange error (ranksDisagree): "))
  }

  @Test(
    "input that one rank refuses is an error on every rank, and the job ends with 70",
    arguments: ["exchange-unknown-expert", "exchange-short-rows"], [2, 4])
  func refusal(scenario: String, ranks: Int) async throws {
    _ = try await fails(scenario, ranks: ranks, exitCode: 70)
  }

  @Test("a rank that is killed while rows move ends the job; none waits on", arguments: [2, 8])
  func killed(ranks: Int) async throws {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", ["exchange-is-killed"])
    #expect(outcome.exitCode == 137)
    #expect(outcome.standardOutput.isEmpty)
    // Of mpirun, which names who was killed.
    #expect(outcome.standardError.contains("process rank \(ranks - 1) "))
  }

  private func fails(
    _ scenario: String, ranks: Int, exitCode: Int32
  ) async throws -> ProcessLaunch.Outcome {
    let outcome = try await ProcessLaunch.mpirun(ranks: ranks, "rank-selftest", [scenario])
    #expect(outcome.exitCode == exitCode, "\(outcome.standardError)")
    for rank in 0..<ranks { #expect(outcome.standardError.contains("rank \(rank) was told\n")) }
    return outcome
  }
}
