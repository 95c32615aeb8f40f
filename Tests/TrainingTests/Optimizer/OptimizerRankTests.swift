import TestSupport
import Testing

/// Scenarios of `rank-selftest`; each checks what it sees against what every rank can compute.
@Suite("the optimizer on ranks under mpirun", .serialized, .timeLimit(.minutes(2)))
struct OptimizerRankTests {
  static let ranks = [1, 2, 4]

  @Test(
    "moves values to the bits of one process where sums are exact, with one holder's share of moments",
    arguments: ranks)
  func exact(ranks: Int) async throws { try await succeeds("optimizer-exact", ranks: ranks) }

  @Test(
    "stays within 2e-6 of AdamW in double precision, all copies and repetitions bit for bit equal",
    arguments: ranks)
  func rounds(ranks: Int) async throws { try await succeeds("optimizer-rounds", ranks: ranks) }

  @Test(
    "goes on from moments of one process, and one process from those of ranks", arguments: ranks)
  func otherGrid(ranks: Int) async throws {
    try await succeeds("optimizer-other-grid", ranks: ranks)
  }

  @Test("gradients and loads are summed over the holders", arguments: ranks)
  func sums(ranks: Int) async throws { try await succeeds("replica-sums", ranks: ranks) }

  @Test("gradients that are not finite stop every rank with their names", arguments: ranks)
  func notFinite(ranks: Int) async throws {
    try await succeeds("optimizer-not-finite", ranks: ranks)
  }

  @Test("copies of other shapes, and names that come twice, are refused on every rank")
  func disagreement() async throws { try await succeeds("replicas-disagree", ranks: 4) }

  private func succeeds(_ scenario: String, ranks: Int) async throws {
    let outcome = try await ProcessLaunch.mpirun(ranks: ranks, "rank-selftest", [scenario])
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == "\(scenario): \(ranks)\n")
  }
}
