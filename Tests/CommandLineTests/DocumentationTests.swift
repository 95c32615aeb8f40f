import FoundationEssentials
import Quantities
import TestSupport
import Testing

@Suite("Documentation", .timeLimit(.minutes(5)))
struct DocumentationTests {
  /// Code blocks of one language, `[(line before the block, block)]`, each block without its fences.
  private func blocks(_ language: String, of page: String) throws -> [(name: String, text: String)]
  {
    var blocks: [(name: String, text: String)] = []
    var (name, isInside) = ("", false)
    for line in try text(page).components(separatedBy: "\n") {
      if isInside {
        if line == "```" { isInside = false } else { blocks[blocks.count - 1].text += line + "\n" }
      } else if line == "```" + language {
        blocks.append((name, ""))
        isInside = true
      } else if !line.isEmpty {
        name = line
      }
    }
    return blocks
  }

  @Test("the README's excerpt stands in the reference results, line by line")
  func readme() throws {
    let excerpt = try #require(try blocks("text", of: "README.md").first?.text)
    let reference = try text("results/reference/deepseek-v3-compare.txt")
      .components(separatedBy: "\n")
    #expect(excerpt.contains("dualpipe is the fastest"))
    for line in excerpt.components(separatedBy: "\n") {
      #expect(reference.contains(line), "README.md is out of date: \(line)")
    }
  }

  @Test("the README shows the first step that routing takes and the step that it is held against")
  func routing() async throws {
    let outcome = try await duplex("route", "--steps", "1", processes: 2, seconds: 240)
    let shown = try #require(
      try blocks("text", of: "README.md").map(\.text).first { $0.contains("unbalanced") })
    let printed = outcome.standardOutput.components(separatedBy: "\n")
    for start in ["step  experts", "1  ", "wire  ", "even loads"] {
      let line = try #require(printed.first { $0.hasPrefix(start) })
      let words = line.split(separator: " ").joined(separator: " ")
      let isShown = shown.components(separatedBy: "\n").contains {
        $0.split(separator: " ").joined(separator: " ") == words
      }
      #expect(isShown, "README.md is out of date: \(line)")
    }
  }

  @Test("the README's FP8 errors stand in the reference results, line by line")
  func precision() throws {
    let excerpt = try #require(
      try blocks("text", of: "README.md").map(\.text).first { $0.contains("N_C =") })
    let reference = try text("results/reference/gemm.txt").components(separatedBy: "\n")
    #expect(excerpt.contains("holds"))
    for line in excerpt.components(separatedBy: "\n") {
      #expect(reference.contains(line), "README.md is out of date: \(line)")
    }
  }

  @Test("the README's comparison with published figures is the reference results'")
  func published() throws {
    let readme = try text("README.md").components(separatedBy: "\n")
    let document = try JSONValue(text("results/reference/deepseek-v3-compare.json"))
    let entry = try #require(
      document["schedules"]?.elements.first { $0["name"]?.string == "dualpipe" })
    let names = ["forwardSeconds", "backwardSeconds", "weightSeconds", "pairSeconds"]
    let seconds =
      (names + ["bubbleSeconds", "optimizerSeconds"]).compactMap { entry["actions"]?[$0]?.number }
      + [entry["stepSeconds"]?.number].compactMap(\.self)
    let step = seconds.map { fixed($0, decimals: 2) }
    #expect(readme.contains("| simulated | \(step.joined(separator: " | ")) |"))
    let phases = (entry["run"]?.elements ?? []).compactMap { $0["gpuHours"]?.number }
    #expect(phases.count == 4)
    let total = phases.reduce(0, +)
    let hours = [phases[0], phases[1] + phases[2], phases[3], total].map {
      grouped(Int(($0 / 1_000).rounded()))
    }
    #expect(readme.contains("| simulated run | \(hours.joined(separator: " | ")) |"))
  }

  @Test("the files that docs/extending.md shows work, and give what it shows")
  func extending() async throws {
    let page = "docs/extending.md"
    try await withTemporaryFolder { folder in
      for language in ["yaml", "json"] {
        for block in try blocks(language, of: page) {
          // The line ends with the file's name: `configs/models/tiny-moe.json`:
          let path = try #require(block.name.split(separator: "`").dropLast().last)
          let file = "\(folder)/\(path)"
          try FileManager.default.createDirectory(
            atPath: String(file[..<(try #require(file.lastIndex(of: "/")))]),
            withIntermediateDirectories: true)
          try block.text.write(toFile: file, atomically: true, encoding: .utf8)
        }
      }
      var printed = try await duplex("model", "\(folder)/configs/models/tiny-moe.json")
        .standardOutput
      printed += try await duplex(
        "compare", "\(folder)/configs/scenarios/tiny-moe.yaml", "--schedules",
        "1f1b,zb-h1,dualpipe",
        "--output", folder
      ).standardOutput
      let lines = printed.components(separatedBy: "\n")
      let shown = try blocks("console", of: page).map(\.text)
        .filter { $0.contains("tiny-moe") }.flatMap { $0.components(separatedBy: "\n") }
        .filter { !$0.hasPrefix("$") && $0 != "..." && !$0.isEmpty }
      #expect(shown.count > 8)
      for line in shown { #expect(lines.contains(line), "\(page) is out of date: \(line)") }
    }
  }
}
