import ClusterModels
import FoundationEssentials
import Simulation
import Testing

@testable import RunConfigurations

@Suite("Files")
struct FileTests {
  @Test("a missing scenario is named")
  func missing() {
    expect(.missingFile, "no/such.yaml: there is no such file; expected YAML", at: "no/such.yaml")
    expect(.missingFile, ": there is no such file; expected YAML", at: "")
    expect(.missingFile, "a\\u{0}b: there is no such file; expected YAML", at: "a\0b")
  }

  @Test("a folder and an endless file are refused unread", arguments: ["/dev", "/dev/zero"])
  func noFile(path: String) {
    expect(.unreadableFile, "\(path): is not a file; expected YAML", at: path)
  }

  @Test("a missing or wrong file that a scenario names is said with both places")
  func named() throws {
    let folder = try TemporaryFolder()
    let scenario = try folder.write(Samples.scenario, to: "scenario.yaml")
    expect(
      .missingFile,
      "\(scenario):1: model is model.json; expected the path of a Hugging Face config.json, and "
        + "there is no file \(folder.path)/model.json", at: scenario)

    let model = try folder.write("{\"model_type\": \"bert\"}", to: "model.json")
    do {
      _ = try ScenarioFile.read(path: scenario)
      Issue.record("a model of an unknown family was read")
    } catch {
      #expect(error.code == .invalidModel)
      #expect(error.detail.contains(model) && error.detail.contains("bert"))
    }
  }

  @Test("a folder in place of a file that a scenario names is said at the scenario's line")
  func namedFolder() throws {
    let folder = try TemporaryFolder()
    let text = Samples.scenario.replacing("model.json", with: ".")
    let scenario = try folder.write(text, to: "scenario.yaml")
    expect(
      .missingFile,
      "\(scenario):1: model is .; expected the path of a Hugging Face config.json, and there is no "
        + "file \(folder.path)/.", at: scenario)
  }

  @Test("a missing file that a scenario's cluster names is said at the cluster's line")
  func namedTwice() throws {
    let folder = try TemporaryFolder()
    let cluster = try folder.write(Samples.cluster, to: "cluster.yaml")
    let scenario = try folder.write(
      Samples.scenario.replacing(
        "model.json", with: "\(repository)/configs/models/deepseek-v3.json"),
      to: "scenario.yaml")
    expect(
      .missingFile,
      "\(cluster):4: accelerator is gpu.yaml; expected the path of an accelerator's YAML file, and "
        + "there is no file \(folder.path)/gpu.yaml", at: scenario)
  }

  @Test("a link to a scenario is followed, and its names are looked for beside the link")
  func link() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write(Samples.accelerator, to: "target.yaml")
    let link = folder.path + "/link.yaml"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try AcceleratorFile.read(path: link).name == "GPU")
  }

  @Test(
    "a name in a file is relative to the file",
    arguments: [
      ("a.yaml", "dir/b.yaml", "dir/a.yaml"), ("../a.yaml", "/x/b.yaml", "/x/../a.yaml"),
      ("/a.yaml", "dir/b.yaml", "/a.yaml"), ("a.yaml", "b.yaml", "a.yaml"),
    ])
  func relative(reference: String, file: String, path: String) {
    #expect(resolve(reference, besideFile: file) == path)
  }

  @Test("a schedule's CSV is found beside the scenario")
  func csv() throws {
    let text = Samples.scenario.replacing("dualpipe", with: "csv:own.csv")
    #expect(try Samples.readScenario(text).step.schedule == "csv:in/own.csv")
  }

  private func expect(_ code: ConfigurationError.Code, _ detail: String, at path: String) {
    #expect(throws: ConfigurationError(code: code, detail: detail)) {
      try ScenarioFile.read(path: path)
    }
  }
}

/// A folder that goes with the test.
private final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/duplex-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws -> String {
    let file = path + "/" + name
    try #require(FileManager.default.createFile(atPath: file, contents: Data(text.utf8)))
    return file
  }
}
