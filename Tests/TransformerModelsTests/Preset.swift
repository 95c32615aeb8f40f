internal import FoundationEssentials
import TransformerModels

/// The configurations that the repository ships, for tests.
enum Preset: String, CaseIterable {
  case deepSeekV3 = "deepseek-v3"
  case deepSeekV2 = "deepseek-v2"
  case llama405B = "llama-3.1-405b"
  case llama70B = "llama-3.1-70b"
  case qwen72B = "qwen2.5-72b"
  case mixtral = "mixtral-8x7b"
  case gpt175B = "gpt-175b"

  var path: String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.path + "/configs/models/\(rawValue).json"
  }

  func text() throws -> String { try String(contentsOf: URL(filePath: path), encoding: .utf8) }

  func architecture() throws -> Architecture { try Architecture(contentsOf: path) }
}
