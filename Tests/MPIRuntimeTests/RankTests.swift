import TestSupport
import Testing

/// Scenarios of `rank-selftest`; each checks what it sees against what every rank can compute.
@Suite("ranks under mpirun", .serialized, .timeLimit(.minutes(1)))
struct RankTests {
  static let ranks = [1, 2, 4, 8]

  @Test("a message of any type and length goes round a ring", arguments: ranks)
  func ring(ranks: Int) async throws { try await succeeds("ring", ranks: ranks) }

  @Test("messages of one tag arrive in order, whatever is waited for first", arguments: ranks)
  func order(ranks: Int) async throws { try await succeeds("order", ranks: ranks) }

  @Test("an operation tells if it is complete, and still is to be waited for", arguments: ranks)
  func poll(ranks: Int) async throws { try await succeeds("poll", ranks: ranks) }

  @Test("sum, maximum and minimum are those of all ranks, for every type", arguments: ranks)
  func reduce(ranks: Int) async throws { try await succeeds("reduce", ranks: ranks) }

  @Test("buffers are reduced in place, whole or in parts, and gathered", arguments: ranks)
  func buffers(ranks: Int) async throws { try await succeeds("buffers", ranks: ranks) }

  @Test("a broadcast brings values and their number from any root", arguments: ranks)
  func broadcast(ranks: Int) async throws { try await succeeds("broadcast", ranks: ranks) }

  @Test("gathering keeps rank order where every rank has another count", arguments: ranks)
  func gather(ranks: Int) async throws { try await succeeds("gather", ranks: ranks) }

  @Test("ranks share a window's parts, and numbers in it order what they wrote", arguments: ranks)
  func window(ranks: Int) async throws {
    try await succeeds("window", "window-signal", ranks: ranks)
  }

  @Test("gathering goes on while the program does, and all give to all", arguments: ranks)
  func exchanges(ranks: Int) async throws {
    try await succeeds("gather-later", "all-to-all", ranks: ranks)
  }

  @Test("of a longer buffer only the elements asked for travel", arguments: ranks)
  func beginning(ranks: Int) async throws { try await succeeds("beginning", ranks: ranks) }

  @Test("a split orders by key and keeps the messages of its groups apart", arguments: ranks)
  func split(ranks: Int) async throws { try await succeeds("split", ranks: ranks) }

  @Test("a rank without a color gets no group, and groups split again", arguments: ranks)
  func splitAgain(ranks: Int) async throws {
    try await succeeds("split-none", "split-again", ranks: ranks)
  }

  @Test("a group that was freed is refused from then on, and others can be made", arguments: ranks)
  func splitFree(ranks: Int) async throws { try await succeeds("split-free", ranks: ranks) }

  @Test("ranks, roots, tags and colors out of range are refused by value", arguments: ranks)
  func outOfRange(ranks: Int) async throws {
    try await succeeds("wrong-rank", "wrong-tag", "wrong-color", ranks: ranks)
  }

  @Test("a message of another length than posted is an error that names both", arguments: ranks)
  func otherLength(ranks: Int) async throws {
    try await succeeds("too-long", "far-too-long", "too-short", ranks: ranks)
  }

  @Test("over TCP, too")
  func otherLengthOverTCP() async throws {
    try await succeeds(
      "ring", "too-long", "far-too-long", "too-short", ranks: 3,
      environment: ["OMPI_MCA_btl": "self,tcp"])
  }

  @Test("a reduction of different counts is an error on every rank", arguments: [2, 4, 8])
  func otherCounts(ranks: Int) async throws { try await succeeds("counts-differ", ranks: ranks) }

  @Test("what MPI refuses is an error with the name of the call and what MPI says")
  func otherTypes() async throws { try await succeeds("types-differ", ranks: 2) }

  private func succeeds(
    _ scenarios: String..., ranks: Int, environment: [String: String] = [:]
  ) async throws {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", scenarios, environment: environment)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == scenarios.map { "\($0): \(ranks)\n" }.joined())
  }
}
