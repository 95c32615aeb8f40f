import TestSupport
import Testing

@Suite("duplex train in fp8-delayed", .serialized, .timeLimit(.minutes(3)))
struct DelayedTrainingTests {
  private func train(
    _ folder: String, _ arguments: [String], processes: Int?
  ) async throws -> Outcome {
    try await duplex(
      ["train", tinyTraining, "--output", folder, "--precision", "fp8-delayed"] + arguments,
      processes: processes)
  }

  @Test(
    "a run that stopped half-way has the bits of one that did not, histories among them",
    arguments: [
      (1, ["--pipeline", "1"]), (2, ["--pipeline", "1"]),
      (2, ["--pipeline", "2", "--schedule", "dualpipe"]), (4, ["--pipeline", "2"]),
    ])
  func bits(ranks: Int, arguments: [String]) async throws {
    try await withTemporaryFolder { folder in
      let processes = ranks == 1 ? nil : ranks
      let straight = try await train("\(folder)/straight", arguments, processes: processes)
      #expect(straight.exitCode == 0, "\(straight.standardError)")
      for extra in [["--steps", "3"], ["--resume"]] {
        let part = try await train("\(folder)/parts", arguments + extra, processes: processes)
        #expect(part.exitCode == 0, "\(part.standardError)")
      }
      let found = try TrainCommandTests.metrics("\(folder)/parts")
      #expect(try found == TrainCommandTests.metrics("\(folder)/straight"))
      #expect(
        try TrainCommandTests.shards("\(folder)/parts", step: 6, ranks: ranks)
          == TrainCommandTests.shards("\(folder)/straight", step: 6, ranks: ranks))
    }
  }

  @Test(
    "a run goes on from another grid's histories, and its loss goes on falling",
    arguments: [
      (2, ["--pipeline", "1"], 1, ["--pipeline", "1"]),
      (1, ["--pipeline", "1"], 4, ["--pipeline", "2", "--schedule", "zb-h1"]),
      (4, ["--pipeline", "2"], 2, ["--pipeline", "2", "--schedule", "dualpipe"]),
      (2, ["--pipeline", "2", "--schedule", "dualpipe"], 2, ["--pipeline", "1"]),
    ])
  func otherGrid(
    before: Int, _ first: [String], after: Int, _ second: [String]
  ) async throws {
    try await withTemporaryFolder { folder in
      for (ranks, arguments) in [
        (before, first + ["--steps", "6"]), (after, second + ["--resume", "--steps", "12"]),
      ] {
        let outcome = try await train(
          "\(folder)/run", arguments, processes: ranks == 1 ? nil : ranks)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      }
      let alone = try await train("\(folder)/alone", ["--steps", "12"], processes: nil)
      #expect(alone.exitCode == 0, "\(alone.standardError)")
      let losses = try TrainCommandTests.metrics("\(folder)/run").map { $0[4] }
      let expected = try TrainCommandTests.metrics("\(folder)/alone").map { $0[4] }
      try #require(losses.count == 12 && expected.count == 12)
      for (loss, reference) in zip(losses, expected) {
        #expect(abs(loss - reference) <= 0.005 * reference)
      }
      #expect(losses[9...].reduce(0, +) < losses[3..<6].reduce(0, +))
    }
  }
}
