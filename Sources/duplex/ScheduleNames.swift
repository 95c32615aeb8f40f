import ArgumentParser
import PipelineSchedules

/// Names of schedules as the command line gives them.
enum ScheduleNames {
  static let completion = CompletionKind.list(ScheduleCatalog.names + ["csv:"])

  /// What help texts say of them.
  static let help = "\(ScheduleCatalog.names.joined(separator: ", ")), csv:FILE"

  /// Reads a list separated by commas.
  ///
  /// - Throws: `InputError` where a name is empty or comes twice.
  static func list(_ text: String) throws -> [String] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else {
        throw InputError("--schedules \"\(text)\": a name is empty; expected \(help)")
      }
      guard !names[..<index].contains(name) else {
        throw InputError("--schedules \"\(text)\": \(name) comes twice; expected each once")
      }
    }
    return names
  }

  private static func trimmed(_ name: Substring) -> String {
    let start = name.drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
