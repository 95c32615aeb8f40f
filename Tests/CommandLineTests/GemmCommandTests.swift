import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex gemm", .timeLimit(.minutes(1)))
struct GemmCommandTests {
  private static let small = ["gemm", "--rows", "4", "--columns", "3", "--depths", "300,33,64"]

  @Test("gives the same bytes on any number of processes", arguments: [[], ["--json"]])
  func partition(format: [String]) async throws {
    let alone = try await duplex(Self.small + format)
    #expect(alone.exitCode == 0)
    #expect(alone.standardError.isEmpty)
    for processes in [1, 2, 5, 12] {
      #expect(try await duplex(Self.small + format, processes: processes) == alone)
    }
  }

  @Test("the document has every error of every part, and another seed has others")
  func document() async throws {
    let text = try await duplex(Self.small + ["--json"]).standardOutput
    let document = try JSONValue(text)
    #expect(
      document.violations(of: [
        "format": "number", "rows": "number", "columns": "number", "depths": "array",
        "seed": "string", "roundings": "array", "accumulations": "array", "claims": "array",
      ]) == [])
    #expect(document["depths"] == .array([.number(33), .number(64), .number(300)]))
    let roundings = try #require(document["roundings"]?.elements)
    #expect(roundings.count == 2 * 3 * 5)
    for rounding in roundings {
      let relative = try #require(rounding["relative"]?.number)
      #expect(0.0001...2 ~= relative, "\(rounding)")
    }
    let intervals = try #require(document["accumulations"]?.elements)
      .compactMap { $0["promotionInterval"]?.number }
    #expect(intervals == [32, 64, 32, 64, 32, 64, 128, 256, 320])
    let other = try await duplex(Self.small + ["--json", "--seed", "2"]).standardOutput
    #expect(other != text)
  }

  @Test("the files agree with each other, and the notice says where the page is")
  func files() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await duplex(Self.small + ["--output", folder])
      #expect(outcome.exitCode == 0)
      #expect(outcome.standardError == "notice: report: \(folder)/report.html\n")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(files == ["accumulations.csv", "gemm.json", "report.html", "roundings.csv"])
      let document = try JSONValue(text("\(folder)/gemm.json"))
      for (file, member) in [("roundings", "roundings"), ("accumulations", "accumulations")] {
        let rows = try text("\(folder)/\(file).csv").split(separator: "\n")
          .map { $0.split(separator: ",").map(String.init) }
        let entries = try #require(document[member]?.elements)
        let header = try #require(rows.first)
        #expect(rows.count == entries.count + 1)
        for (row, entry) in zip(rows.dropFirst(), entries) {
          for (key, cell) in zip(header, row) {
            #expect(entry[key] == Double(cell).map(JSONValue.number) ?? .string(cell))
          }
        }
      }
      let page = try text("\(folder)/report.html")
      #expect(page.contains("<svg class=\"plot\"") && !page.contains("nan"))
    }
  }

  @Test("a claim about K = 4,096 is not judged without it")
  func claims() async throws {
    let document = try JSONValue(await duplex(Self.small + ["--json"]).standardOutput)
    let verdicts = document["claims"]?.elements.compactMap { $0["verdict"]?.string }
    #expect(verdicts?.first == "not computed")
    #expect(verdicts?.count == 3)
  }

  @Test(
    "sizes that are no sizes are bad input",
    arguments: [
      (["--rows", "0"], "--rows is 0; expected a whole number from 1 to 1024"),
      (["--columns", "-3"], "--columns is -3; expected a whole number from 1 to 1024"),
      (["--columns", "1025"], "--columns is 1025; expected a whole number from 1 to 1024"),
      (["--depths", "-5"], "--depths is -5; expected whole numbers from 1 to 65536"),
      (["--depths", "128,0"], "--depths is 0; expected whole numbers from 1 to 65536"),
      (["--depths", "65537,128"], "--depths is 65537; expected whole numbers from 1 to 65536"),
      (["--depths", "64,32,64"], "--depths 64,32,64: 64 comes twice; expected each once"),
      (
        ["--rows", "1", "--output", "/dev/null/folder"],
        "--output /dev/null/folder: the folder cannot be made; "
          + "expected a path that can be written to"
      ),
    ])
  func refused(arguments: [String], reason: String) async throws {
    let outcome = try await duplex(["gemm"] + arguments)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError == "duplex: \(reason)\n")
    #expect(try await duplex(["gemm"] + arguments, processes: 3) == outcome)
  }

  @Test(
    "what is no number, and options that do not exist, are usage errors",
    arguments: [
      (["--depths", "128,x"], "The value '128,x' is invalid for '--depths <counts>'"),
      (["--depths", ""], "The value '' is invalid for '--depths <counts>'"),
      (["--depths", "1,,2"], "The value '1,,2' is invalid for '--depths <counts>'"),
      (["--rows", "99999999999999999999"], "The value '99999999999999999999' is invalid for"),
      (["--seed", "-1"], "The value '-1' is invalid for '--seed <number>'"),
      (["--depth", "128"], "Unknown option '--depth'"),
      (["frob"], "Unexpected argument 'frob'"),
    ])
  func usage(arguments: [String], reason: String) async throws {
    let outcome = try await duplex(["gemm"] + arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("Error: \(reason)"), "\(outcome.standardError)")
  }

  @Test("a result that cannot be written is a failed run")
  func unwritable() async throws {
    let outcome = try await shell(
      "\"$duplex\" gemm --rows 1 --columns 1 --depths 1 >/dev/full")
    #expect(outcome.exitCode == 70)
  }
}
