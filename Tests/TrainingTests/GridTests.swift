import FoundationEssentials
import TestSupport
import Testing

/// Scenarios of `rank-selftest` that train a small model on grids of ranks; each compares with one
/// process, or ends the job on purpose.
@Suite("training on grids of ranks under mpirun", .serialized, .timeLimit(.minutes(4)))
struct GridTests {
  @Test(
    "tokens come to experts, and results back, as in one rank with all tokens, on any nodes",
    arguments: [1, 2, 4, 8])
  func exchange(ranks: Int) async throws {
    try await succeeds("training-exchange", ranks: ranks, lines: 0)
  }

  @Test(
    "every schedule on every grid chooses one process's experts, and has its loss and gradients to 1e-5",
    arguments: [(1, 10), (2, 21), (4, 32), (8, 33)])
  func equality(ranks: Int, cases: Int) async throws {
    try await succeeds("training-equality", ranks: ranks, lines: cases + 2)
  }

  @Test("so do schedules on 16 ranks, from 16 x 1 to 1 x 16")
  func manyRanks() async throws {
    try await succeeds("training-equality-some", ranks: 16, lines: 11)
  }

  @Test(
    "BF16 and FP8 give the same bits twice, as near to FP32 as in one process",
    arguments: ["training-bf16", "training-fp8"])
  func precision(scenario: String) async throws {
    try await succeeds(scenario, ranks: 4, lines: 5)
  }

  @Test("a thousand steps take no more memory than two hundred")
  func memory() async throws { try await succeeds("training-memory", ranks: 2, lines: 0) }

  @Test("each pass of a pair computes between the start and the end of the other's dispatch")
  func pairs() async throws { try await succeeds("training-pairs", ranks: 4, lines: 0) }

  @Test("an error in a pass ends the job with its message, whatever tokens are on their way")
  func failure() async throws {
    let outcome = try await run("training-throws", ranks: 4)
    #expect(outcome.exitCode == 70)
    #expect(outcome.standardError.contains("rank 1 of 4: a planned failure"))
    #expect(!outcome.standardError.contains("Fatal error"), "\(outcome.standardError)")
  }

  @Test("a rank that is killed while tokens are on their way ends the job")
  func killed() async throws {
    #expect(try await run("training-is-killed", ranks: 4).exitCode == 137)
  }

  @Test("a rank that waits for tokens of one that stalls says so, and on what action")
  func stall() async throws {
    let outcome = try await run("training-stalls", ranks: 4)
    #expect(outcome.exitCode == 70)
    for text in [
      "rank 0 of 2, data rank 0 of 2, is stalled: it plays 0F0 and waits for data rank 1 in an "
        + "exchange with experts",
      "rank 0 of 2, data rank 1 of 2, is stalled: it plays 0F0, for",
      "rank 1 of 2, data rank 0 of 2, is stalled: it waits for 0F0 of rank 0, to start 1F0",
    ] { #expect(outcome.standardError.contains(text), "\(outcome.standardError)") }
  }

  @Test(
    "the executor takes under 3 % of a model's step",
    .enabled(
      if: ProcessInfo.processInfo.environment["DUPLEX_TIMED_TESTS"] != nil,
      "DUPLEX_TIMED_TESTS=1 on a quiet machine, with --filter GridTests"))
  func overhead() async throws { try await succeeds("training-overhead", ranks: 2, lines: 3) }

  private func succeeds(_ scenario: String, ranks: Int, lines: Int) async throws {
    let outcome = try await run(scenario, ranks: ranks)
    #expect(outcome.exitCode == 0, "\(outcome.standardOutput) \(outcome.standardError)")
    let found = outcome.standardOutput.split(separator: "\n")
    #expect(found.count == lines + 1, "\(outcome.standardOutput)")
    #expect(found.last == "\(scenario): \(ranks)")
  }

  private func run(_ scenario: String, ranks: Int) async throws -> ProcessLaunch.Outcome {
    try await ProcessLaunch.mpirun(ranks: ranks, "rank-selftest", [scenario], seconds: 200)
  }
}
