import FoundationEssentials
import Testing
import TransformerModels

@Suite("Configuration files")
struct ConfigurationFileTests {
  @Test("a model is named after its file, and a link is followed, as model caches have them")
  func link() throws {
    try withTemporaryDirectory { directory in
      let link = directory + "/config.json"
      try FileManager.default.createSymbolicLink(
        atPath: link, withDestinationPath: Preset.mixtral.path)
      var expected = try Preset.mixtral.architecture()
      #expect(expected.name == "mixtral-8x7b")
      expected.name = "config"
      #expect(try Architecture(contentsOf: link) == expected)
    }
  }

  @Test("a refusal names the path as it was given, with the line")
  func path() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/x.json"
      try Data("{\n \"model_type\": \"bert\"}".utf8).write(to: URL(filePath: path))
      let detail =
        "\(path):2: model_type is \"bert\"; expected one of \(ModelFamily.names)"
      #expect(throws: ModelError(code: .unknownFamily, detail: detail)) {
        try Architecture(contentsOf: path)
      }
    }
  }

  @Test("a file as large as weights is refused before it is read")
  func large() throws {
    try withTemporaryDirectory { directory in
      let path = directory + "/model.safetensors"
      try Data(repeating: 0x20, count: (16 << 20) + 1).write(to: URL(filePath: path))
      let detail =
        "\(path): a file of 16777217 bytes; expected a config.json of at most 16777216 bytes"
      #expect(throws: ModelError(code: .unreadableFile, detail: detail)) {
        try Architecture(contentsOf: path)
      }
    }
  }

  @Test(
    "a path without a readable configuration is refused with what lies there",
    arguments: [
      ("/nowhere/config.json", "no such file"), ("/", "a directory"),
      ("/dev/zero", "no regular file"),
    ])
  func noFile(path: String, found: String) {
    let detail = "\(path): \(found); expected a config.json of at most 16777216 bytes"
    #expect(throws: ModelError(code: .unreadableFile, detail: detail)) {
      try Architecture(contentsOf: path)
    }
  }

  private func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }
}
