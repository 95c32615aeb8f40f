import ClusterModels
import Testing

@testable import RunConfigurations

@Suite("Texts that are no configuration")
struct BadYAMLTests {
  @Test(
    "what is no plain YAML is refused at its line",
    arguments: [
      ("", "1: the file is empty; expected a mapping"),
      ("# nothing\n", "1: the file is empty; expected a mapping"),
      ("a: {", "2: not YAML at column 1, did not find expected node content; expected YAML"),
      (
        "a:\n\tb",
        "2: not YAML at column 1, found character that cannot start any token; expected YAML"
      ),
      ("a: 1\n\u{7}", "2: not YAML, control characters are not allowed; expected YAML"),
      (
        "a: 1\n---\nb: 2",
        "2: not YAML at column 1, but found another document; expected YAML"
      ),
      ("a: !!int 1", "1: tag:yaml.org,2002:int is a tag; expected plain values"),
      ("? [a]\n: 1", "1: a key is not a text; expected a name"),
      ("a: &b 1", "1: &b is an anchor or an alias; expected plain values"),
      ("a: 1\nc: *b", "2: *b is an anchor or an alias; expected plain values"),
      ("<<: {a: *b}", "1: *b} is an anchor or an alias; expected plain values"),
    ])
  func refused(text: String, detail: String) {
    expect(.invalidYAML, "in/scenario.yaml:" + detail, reading: text)
  }

  @Test("an ampersand or a star inside a word is no anchor", arguments: ["AT&T", "a * b", "(t)*3"])
  func stars(name: String) throws {
    let text = Samples.cluster.replacing("made up", with: name)
    #expect(try Samples.readCluster(text).source == name)
  }

  @Test(
    "nesting is refused, be it a little or a lot",
    arguments: ["[", "{a: ", "- ", "? "], [17, 900, 100_000])
  func nested(opening: String, depth: Int) {
    #expect {
      try Samples.readScenario(String(repeating: opening, count: depth) + "x")
    } throws: { error in
      (error as? ConfigurationError)?.code == .invalidYAML
    }
  }

  @Test("a list of lists of aliases is refused before it unfolds")
  func aliasBomb() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1..<64 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    text += "? *a63\n: 1\n"
    expect(
      .invalidYAML,
      "in/scenario.yaml:1: &a0 is an anchor or an alias; expected plain values", reading: text)
  }

  @Test("what is no mapping is refused as a whole")
  func noMapping() {
    #expect {
      try Samples.readScenario("- 1")
    } throws: { error in
      "\(error)".hasPrefix(
        "in/scenario.yaml:1: the file is a list; expected a mapping with the keys model, cluster,")
    }
  }

  @Test("more than 1 MiB and what is not UTF-8 are refused by their size and their coding")
  func bytes() {
    let path = "in/scenario.yaml"
    #expect(
      throws: ConfigurationError(
        code: .unreadableFile,
        detail: "in/scenario.yaml: has 1048577 bytes; expected at most 1048576")
    ) { try ConfigurationText(path: path, bytes: Array(repeating: 0x20, count: 1_048_577)) }
    #expect(
      throws: ConfigurationError(
        code: .unreadableFile,
        detail: "in/scenario.yaml: is not UTF-8 text; expected YAML in UTF-8")
    ) { try ConfigurationText(path: path, bytes: [0x61, 0xFF, 0xFE]) }
  }

  private func expect(_ code: ConfigurationError.Code, _ detail: String, reading text: String) {
    #expect(throws: ConfigurationError(code: code, detail: detail)) {
      try Samples.readScenario(text)
    }
  }
}
