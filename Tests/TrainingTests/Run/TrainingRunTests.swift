import TestSupport
import Testing

/// Scenarios of `rank-selftest` that end runs of training on purpose.
@Suite("runs of training under mpirun", .serialized, .timeLimit(.minutes(2)))
struct TrainingRunTests {
  @Test("ranks with other settings all get the same error, which names them", arguments: [2, 4])
  func disagreement(ranks: Int) async throws {
    let outcome = try await run("run-disagrees", ranks: ranks)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
  }

  @Test("a rank that stalls between steps ends the run, and the others say that it is missing")
  func stall() async throws {
    let outcome = try await run("run-stalls", ranks: 4)
    #expect(outcome.exitCode == 70)
    for rank in [
      "0 of 2, data rank 0 of 2", "0 of 2, data rank 1 of 2", "1 of 2, data rank 0 of 2",
    ] {
      #expect(
        outcome.standardError.contains(
          "rank \(rank), is stalled: it asks the other ranks whether the run is to stop, for 1."),
        "\(outcome.standardError)")
    }
    #expect(
      outcome.standardError.contains(
        "limit is 1.0 s; rank 1 (data rank 1) has not come there; raise stallLimit if one action may"
      ),
      "\(outcome.standardError)")
  }

  @Test("a rank that is stopped is named as one that gives no sign of life")
  func stopped() async throws {
    let outcome = try await run("run-is-stopped", ranks: 2)
    #expect(outcome.exitCode == 70)
    #expect(
      outcome.standardError.contains("rank 0 of 2 is stalled: it asks the other ranks"),
      "\(outcome.standardError)")
    #expect(
      outcome.standardError.contains("; rank 1 has not come there and gave no sign of life for "),
      "\(outcome.standardError)")
  }

  @Test("a rank that is stopped when all is done ends the run, too")
  func stoppedAtTheEnd() async throws {
    let outcome = try await run("run-stalls-at-its-end", ranks: 2)
    #expect(outcome.exitCode == 70)
    #expect(
      outcome.standardError.contains("rank 0 of 2 is stalled: it waits for the other ranks to end"),
      "\(outcome.standardError)")
  }

  private func run(_ scenario: String, ranks: Int) async throws -> ProcessLaunch.Outcome {
    try await ProcessLaunch.mpirun(ranks: ranks, "rank-selftest", [scenario])
  }
}
