internal import FoundationEssentials

/// The scores that some gate gave: comma-separated values, a row a token, a column an expert, no
/// header.
public struct GateScoresFile: Hashable, Sendable {
  /// Beyond every sensible file: 262,144 tokens by 256 experts take less.
  static let sizeLimit = 1 << 30

  public let experts: Int
  /// `[tokens, experts]`, row-major, finite and not negative.
  public let scores: [Float]

  public var tokens: Int { scores.count / experts }

  /// Reads a file; empty lines are skipped.
  ///
  /// - Throws: `ConfigurationError` naming file, line, token, expert and value: `missingFile` or
  ///   `unreadableFile`, `missingKey` without a single row, `wrongType` for what is no number and for
  ///   a row of another length than the first, `outOfRange` for a score that is negative, NaN or
  ///   infinite.
  /// - Complexity: O(bytes)
  public static func read(path: String) throws(ConfigurationError) -> GateScoresFile {
    guard fileExists(path: path) else {
      throw ConfigurationError(
        code: .missingFile,
        detail: "\(printable(path: path)): there is no such file; expected CSV")
    }
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    let size = attributes?[.size] as? Int ?? 0
    guard size <= sizeLimit, attributes?[.type] as? FileAttributeType == .typeRegular,
      let data = FileManager.default.contents(atPath: target)
    else {
      throw ConfigurationError(
        code: .unreadableFile,
        detail: "\(printable(path: path)): cannot be read; expected a CSV file of at most "
          + "\(sizeLimit) bytes")
    }
    return try read(bytes: Array(data), path: path)
  }

  /// Reads the bytes of a file that need not exist.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(ConfigurationError) -> GateScoresFile {
    var (scores, experts): ([Float], Int) = ([], 0)
    var line = 0
    for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      let isBlank = row.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
      if isBlank { continue }
      let place = "\(printable(path: path)):\(line)"
      let token = experts == 0 ? 0 : scores.count / experts
      var columns = 0
      for cell in row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
        scores.append(try score(cell, "\(place): token \(token), expert \(columns)"))
        columns += 1
      }
      if experts == 0 { experts = columns }
      guard columns == experts else {
        throw ConfigurationError(
          code: .wrongType,
          detail: "\(place): token \(token) has \(columns) scores; expected \(experts), as the "
            + "first one has")
      }
    }
    guard experts > 0 else {
      throw ConfigurationError(
        code: .missingKey,
        detail: "\(printable(path: path)):1: there are no scores; expected a row for each token")
    }
    return GateScoresFile(experts: experts, scores: scores)
  }

  private static func score(
    _ cell: ArraySlice<UInt8>, _ place: @autoclosure () -> String
  ) throws(ConfigurationError) -> Float {
    let text = String(decoding: cell, as: UTF8.self)
    let start = text.drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    let trimmed = end.map { start[...$0] } ?? ""
    guard let score = Float(trimmed) else {
      throw ConfigurationError(
        code: .wrongType,
        detail: "\(place()) is \(trimmed.isEmpty ? "empty" : printable(String(trimmed))); "
          + "expected a number from 0")
    }
    guard score >= 0, score.isFinite else {
      throw ConfigurationError(
        code: .outOfRange,
        detail: "\(place()) is \(printable(String(trimmed))); expected a finite number from 0")
    }
    return score
  }
}
