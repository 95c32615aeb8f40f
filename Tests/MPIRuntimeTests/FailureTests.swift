import TestSupport
import Testing

@Suite("a rank that fails ends the job", .serialized, .timeLimit(.minutes(1)))
struct FailureTests {
  static let ranks = [1, 2, 4, 8]

  @Test("a rank that throws ends it with 70 and says who and why", arguments: ranks)
  func throwing(ranks: Int) async throws {
    let outcome = try await fails("throws", ranks: ranks)
    #expect(outcome.exitCode == 70)
    #expect(outcome.standardError.contains(named("a planned failure", ranks: ranks)))
  }

  @Test("the program chooses the exit code for an error", arguments: [1, 4])
  func chosenCode(ranks: Int) async throws {
    let outcome = try await fails("throws-65", ranks: ranks)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardError.contains(named("bad input", ranks: ranks)))
  }

  @Test("an exit code that would look like success becomes 70")
  func codeOfSuccess() async throws {
    #expect(try await fails("throws-0", ranks: 2).exitCode == 70)
  }

  @Test("abort ends it with its code and message", arguments: [1, 4])
  func aborting(ranks: Int) async throws {
    let outcome = try await fails("aborts", ranks: ranks)
    #expect(outcome.exitCode == 69)
    #expect(outcome.standardError.contains(named("no disk", ranks: ranks)))
  }

  @Test("an operation dropped in flight traps", arguments: [1, 4])
  func dropping(ranks: Int) async throws {
    let outcome = try await fails("drops", ranks: ranks)
    #expect(outcome.exitCode > 128)
    #expect(outcome.standardError.contains("an MPI operation was dropped without wait()"))
  }

  @Test("a rank killed from outside ends it", arguments: ranks)
  func killed(ranks: Int) async throws {
    let outcome = try await fails("is-killed", ranks: ranks)
    #expect(outcome.exitCode == 137)
  }

  @Test("a rank that leaves early ends it, be its own exit code 0", arguments: [1, 4])
  func leaving(ranks: Int) async throws { _ = try await fails("leaves", ranks: ranks) }

  private func fails(_ scenario: String, ranks: Int) async throws -> ProcessLaunch.Outcome {
    let outcome = try await ProcessLaunch.mpirun(ranks: ranks, "rank-selftest", [scenario])
    #expect(outcome.exitCode != 0)
    #expect(outcome.exitCode != 110, "hung until mpirun ended it")
    #expect(outcome.standardOutput.isEmpty)
    return outcome
  }

  private func named(_ message: String, ranks: Int) -> String {
    ranks == 1 ? "\(message)\n" : "rank \(ranks - 1) of \(ranks): \(message)\n"
  }
}
