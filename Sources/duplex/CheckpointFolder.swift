import FoundationEssentials

/// A folder of checkpoints that a person names, and in which none was found.
struct CheckpointFolder {
  let path: String
  /// Files that were not good, each with the reason.
  let refused: [String]

  /// What is wrong with it, and which folder was perhaps meant.
  var refusal: InputError {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      return InputError("\(path): there is no such folder; expected \(Self.expected)")
    }
    if let guess = guess(files) { return InputError("\(path): did you mean \(guess)?") }
    return InputError(
      "\(path): no good checkpoint; expected \(Self.expected)" + refused.map { "; \($0)" }.joined())
  }

  private static let expected = "a folder of checkpoints that `duplex train` wrote"

  private func guess(_ files: FileManager) -> String? {
    let inner = "\(trimmed)/checkpoints"
    if files.fileExists(atPath: inner) { return inner }
    guard let slash = trimmed.lastIndex(of: "/"),
      files.fileExists(atPath: "\(trimmed)/manifest.json")
    else { return nil }
    return String(trimmed[..<slash])
  }

  private var trimmed: Substring {
    guard let last = path.lastIndex(where: { $0 != "/" }) else { return path[...] }
    return path[...last]
  }
}
