import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex route", .serialized, .timeLimit(.minutes(2)))
struct RouteCommandTests {
  /// A stream small enough for every build.
  static let small = [
    "route", "--experts", "32", "--groups", "4", "--kept-groups", "2", "--selections", "4",
    "--ranks", "8", "--ranks-per-node", "2", "--tokens", "1000", "--scenario",
    fixture("even.yaml"),
  ]

  @Test(
    "gives the same bytes on any number of processes",
    arguments: [
      ["--steps", "12", "--redundant", "8"], ["--steps", "6", "--balance", "loss", "--json"],
      ["--steps", "4", "--balance", "none", "--json", "--seed", "5"],
    ])
  func processes(more: [String]) async throws {
    let alone = try await duplex(Self.small + more)
    #expect(alone.exitCode == 0, "\(alone.standardError)")
    for processes in [1, 2, 4] {
      let shared = try await duplex(Self.small + more, processes: processes)
      #expect(shared.standardOutput == alone.standardOutput, "\(processes) processes")
    }
  }

  @Test("biases bring MaxVio down, and the rows are those of the plan")
  func document() async throws {
    let outcome = try await duplex(Self.small + ["--steps", "60", "--gamma", "0.003", "--json"])
    let document = try JSONValue(outcome.standardOutput)
    let maxVio = try #require(document["maxVio"]?.number)
    let unbalanced = try #require(document["unbalancedMaxVio"]?.number)
    #expect(maxVio < unbalanced / 2)
    #expect(document["traffic"]?["countedRowsAgree"] == .bool(true))
    #expect(document["steps"]?.elements.count == 60)
    #expect(document["loads"]?["experts"]?.elements.count == 32)
    let effect = try #require(document["effect"])
    let even = try #require(effect["evenStepSeconds"]?.number)
    #expect(try #require(effect["unbalanced"]?["stepSeconds"]?.number) > even)
  }

  @Test("writes a page, a document and three tables")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(Self.small + ["--steps", "3", "--output", folder])
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let lines = { (name: String) in
        try text("\(folder)/\(name)").components(separatedBy: "\n")
      }
      #expect(try lines("steps.csv").count == 3 + 2)
      #expect(try lines("experts.csv").count == 32 + 2)
      #expect(try lines("gpus.csv").count == 8 + 2)
      let loads = try lines("experts.csv").dropFirst().compactMap {
        $0.components(separatedBy: ",").dropFirst(3).first.flatMap { Int($0) }
      }
      #expect(loads.reduce(0, +) == 3 * 4 * 1000)
      let page = try text("\(folder)/report.html")
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("<polyline"))
      #expect(try JSONValue(text("\(folder)/routing.json"))["format"]?.number == 1)
    }
  }

  @Test("routes the scores of a gate of one's own")
  func scores() async throws {
    try await withTemporaryFolder { folder in
      // Every token prefers its own number modulo 4, then the next expert.
      let rows = (0..<16).map { token in
        (0..<4).map { ($0 - token) & 3 == 0 ? "0.9" : ($0 - token) & 3 == 1 ? "0.5" : "0.1" }
          .joined(separator: ",")
      }
      let path = "\(folder)/scores.csv"
      try rows.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let outcome = try await duplex(
        "route", "--scores", path, "--groups", "1", "--kept-groups", "1", "--selections", "2",
        "--ranks", "4", "--ranks-per-node", "2", "--steps", "1", "--json", "--scenario",
        fixture("even.yaml"))
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let document = try JSONValue(outcome.standardOutput)
      let loads = document["loads"]?["experts"]?.elements.compactMap(\.number)
      #expect(loads == [8, 8, 8, 8])
      #expect(document["maxVio"]?.number == 0)
    }
  }
}
