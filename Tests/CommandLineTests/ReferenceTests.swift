import FoundationEssentials
import TestSupport
import Testing

@Suite("Reference results", .timeLimit(.minutes(10)))
struct ReferenceTests {
  private static let folder = "results/reference"

  private func files(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder)
      .filter { $0.contains(".") }.sorted()
  }

  @Test("what the documentation shows is what the program says today, byte for byte")
  func reference() async throws {
    try await withTemporaryFolder { folder in
      let made = try await ProcessLaunch.run(
        path: Repository.path("launch/regenerate-reference"), [folder],
        environment: ["DUPLEX": BuildFolder.executable("duplex")], seconds: 560)
      #expect(made.exitCode == 0, "\(made.standardError)")
      let kept = Repository.path(Self.folder)
      let names = try files(in: folder)
      #expect(try files(in: kept) == names)
      for name in names {
        let isSame = try text("\(folder)/\(name)") == text("\(kept)/\(name)")
        #expect(
          isSame, "\(Self.folder)/\(name) is out of date; run ./launch/regenerate-reference")
      }
    }
  }

  @Test("there is a picture of every schedule")
  func pictures() throws {
    let names = try files(in: Repository.path("\(Self.folder)/schedules"))
    #expect(names == scheduleNames.map { "\($0).svg" }.sorted())
  }

  @Test("the document is JSON, with an entry for every schedule and nothing that changes by run")
  func document() throws {
    let document = try JSONValue(text("\(Self.folder)/deepseek-v3-compare.json"))
    let entries = try #require(document["schedules"]?.elements)
    #expect(entries.compactMap { $0["name"]?.string } == scheduleNames)
    #expect(entries.allSatisfy { $0["simulation"] == nil })
  }
}
