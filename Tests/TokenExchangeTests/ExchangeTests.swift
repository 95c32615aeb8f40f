import TestSupport
import Testing

/// Scenarios of `rank-selftest`; each checks what comes against what every rank can compute.
@Suite("exchanges on ranks", .serialized, .timeLimit(.minutes(4)))
struct ExchangeTests {
  static let ranks = [1, 2, 4, 8, 16]

  @Test(
    """
    dispatch brings rows, ids and weights to the ranks of the experts, combine brings the sums back, \
    with the plan's bytes on both hops and the same bits on every grid
    """, arguments: ranks)
  func grids(ranks: Int) async throws {
    try await succeeds("exchange-bfloat16", "exchange-float", "exchange-codes", ranks: ranks)
  }

  @Test("operations on their way together give what each gives alone", arguments: [1, 4, 8])
  func inFlight(ranks: Int) async throws { try await succeeds("exchange-async", ranks: ranks) }

  @Test("rows in shared memory are combined as those of an array are", arguments: [1, 4])
  func shared(ranks: Int) async throws { try await succeeds("exchange-shared", ranks: ranks) }

  @Test("a thousand exchanges take no more memory than two hundred", arguments: [1, 4])
  func memory(ranks: Int) async throws { try await succeeds("exchange-repeat", ranks: ranks) }

  @Test("two hops send less between four nodes than one hop, by the plan's factor")
  func hops() async throws {
    let outcome = try await run(["exchange-one-hop"], ranks: 16)
    #expect(outcome.standardError.contains("one hop sends 1.853 times the bytes of two hops"))
  }

  private func succeeds(_ scenarios: String..., ranks: Int) async throws {
    _ = try await run(scenarios, ranks: ranks)
  }

  private func run(_ scenarios: [String], ranks: Int) async throws -> ProcessLaunch.Outcome {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", scenarios, seconds: 200)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == scenarios.map { "\($0): \(ranks)\n" }.joined())
    return outcome
  }
}
