import FoundationEssentials

/// A text file that a person names on the command line, of any length and content.
struct InputFile {
  let path: String
  /// What errors call it.
  let name: String
  /// What errors say a good one is.
  let expected: String
  /// Longer ones are refused unread; in bytes.
  let greatestSize: Int

  /// - Throws: `InputError` naming the file, where there is none, it is too long, or no UTF-8.
  func text() throws -> String {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let attributes else { throw refusal("there is no such file") }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw refusal("not a file")
    }
    guard let size = attributes[.size] as? UInt64, size <= greatestSize else {
      throw refusal("longer than \(greatestSize) bytes")
    }
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw refusal("cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw refusal("not UTF-8 text")
    }
    return text
  }

  private func refusal(_ reason: String) -> InputError {
    InputError("\(name): \(reason); expected \(expected)")
  }
}
