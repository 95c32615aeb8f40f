import Foundation

@testable import FloatFormats

/// What ml_dtypes makes of numbers; `Tables/make-tables.py` wrote it and says what is in it.
struct IndependentTable {
  private let sections: [Substring: [Substring]]

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Tables")
    let text = try String(contentsOf: folder.appending(path: "ml_dtypes.txt"), encoding: .utf8)
    var sections: [Substring: [Substring]] = [:]
    var title: Substring = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("[") {
        title = line.dropFirst().dropLast()
      } else {
        sections[title, default: []] += line.split(separator: " ")
      }
    }
    self.sections = sections
  }

  /// `[65536]`, the code of each BF16 number.
  func codesOfBFloat16(_ format: String) -> [UInt8] {
    let runs = (sections["\(format) encode"] ?? []).map { $0.split(separator: ":") }
    let starts = runs.map { Int($0[0], radix: 16) ?? 0 } + [1 << 16]
    return zip(runs, zip(starts, starts.dropFirst())).flatMap { run, range in
      Array(repeating: UInt8(run[1], radix: 16) ?? 0, count: range.1 - range.0)
    }
  }

  /// `[256]`, the `Float` pattern of each code.
  func patternsOfCodes(_ format: String) -> [UInt32] {
    (sections["\(format) decode"] ?? []).map { UInt32($0, radix: 16) ?? 0 }
  }

  /// The checksum over the codes of ``floatsBetween``.
  func checksumBetween(_ format: String) -> UInt64? {
    sections["\(format) between"]?.first.flatMap { UInt64($0, radix: 16) }
  }

  /// All BF16 numbers, by pattern.
  static let bfloat16s = (0..<(1 << 16)).map { Float(bitPattern: UInt32($0) << 16) }

  /// Numbers beside the BF16 numbers, in the order of the checksums.
  static let floatsBetween = [0x0001, 0x7FFF, 0x8000, 0x8001, 0xFFFF].flatMap { lower in
    (0..<(1 << 16)).map { Float(bitPattern: UInt32($0) << 16 | lower) }
  }

  /// FNV-1a of little-endian patterns.
  static func checksum<Pattern: FixedWidthInteger>(_ patterns: [Pattern]) -> UInt64 {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for pattern in patterns {
      for place in 0..<Pattern.bitWidth / 8 {
        let byte = UInt64(truncatingIfNeeded: pattern >> Pattern(8 * place)) & 0xFF
        state = (state ^ byte) &* 0x100_0000_01B3
      }
    }
    return state
  }
}
