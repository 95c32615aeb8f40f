import TestSupport
import Testing

/// Runs that differ in nothing but the number of processes.
@Suite("Any number of processes", .serialized, .timeLimit(.minutes(5)))
struct PartitionTests {
  private func document(_ arguments: [String], processes: Int?) async throws -> String {
    let outcome = try await duplex(arguments + ["--json"], processes: processes, seconds: 100)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    let document = withoutSimulation(outcome.standardOutput)
    #expect(outcome.standardOutput.contains("\"simulation\""))
    #expect(!document.contains("wallSeconds"))
    return document
  }

  @Test(
    "compare gives the same bytes for every schedule",
    arguments: ["even.yaml", "uneven.yaml", "tensor.yaml", "commit.yaml"])
  func compare(scenario: String) async throws {
    let alone = try await document(["compare", fixture(scenario)], processes: nil)
    for processes in [1, 2, 3, 4, 8, 16] {
      let shared = try await document(["compare", fixture(scenario)], processes: processes)
      #expect(shared == alone, "\(processes) processes")
    }
  }

  @Test("simulate gives the same bytes where no two GPUs are alike", arguments: scheduleNames)
  func simulate(schedule: String) async throws {
    let arguments = ["simulate", fixture("uneven.yaml"), "--schedule", schedule, "--seed", "11"]
    let alone = try await document(arguments, processes: nil)
    #expect(try await document(arguments, processes: 4) == alone)
  }

  @Test("another seed gives another step")
  func seeds() async throws {
    let arguments = ["simulate", fixture("uneven.yaml"), "--seed"]
    let eleven = try await document(arguments + ["11"], processes: nil)
    #expect(try await document(arguments + ["12"], processes: nil) != eleven)
  }

  @Test("simulate gives the same bytes for DeepSeek-V3 on 2,048 GPUs")
  func deepSeek() async throws {
    let sampled = ["simulate", referenceScenario, "--samples", "2"]
    #expect(
      try await document(sampled, processes: 2) == document(sampled, processes: nil))
    let arguments = ["simulate", referenceScenario, "--samples", "0"]
    let alone = try await document(arguments, processes: nil)
    for processes in [1, 2, 3, 4, 8, 16] {
      #expect(
        try await document(arguments, processes: processes) == alone, "\(processes) processes")
    }
  }
}
