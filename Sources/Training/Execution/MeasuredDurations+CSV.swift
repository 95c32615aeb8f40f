import PipelineSchedules

extension MeasuredDurations {
  private static let header = "duplex-measured-durations,1"
  private static let columns = "kind,stage,backwardStage,samples,seconds"
  private static let message = "comm"

  /// A line that names the format and its version, a line of columns, a row for each group, and one
  /// for messages; ``init(csv:file:)`` reads it.
  public var csv: String {
    var lines = [Self.header, Self.columns]
    for entry in entries {
      let group = entry.group
      let other = group.backwardStage.map { "\($0)" } ?? ""
      lines.append(
        "\(group.kind.rawValue),\(group.stage),\(other),\(entry.samples),\(entry.seconds)")
    }
    lines.append("\(Self.message),,,,\(communication)")
    return lines.map { $0 + "\n" }.joined()
  }

  /// Reads what ``csv`` gives.
  ///
  /// - Parameters:
  ///   - text: The whole file.
  ///   - file: Its name, for errors.
  /// - Throws: `ExecutionError` with code `unreadableDurations`, naming file, line and text, and what
  ///   is expected there.
  public init(csv text: String, file: String) throws(ExecutionError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().filter { !$0.element.isEmpty }
    guard let first = lines.first, first.element == Self.header else {
      throw Self.refusal(file, 1, lines.first?.element ?? "", expected: Self.header)
    }
    guard lines.count > 1, lines[1].element == Self.columns else {
      throw Self.refusal(file, 2, lines.count > 1 ? lines[1].element : "", expected: Self.columns)
    }
    var entries: [Entry] = []
    var communication: Double?
    var groups: Set<Group> = []
    for (index, line) in lines.dropFirst(2) {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      if cells.count == 5, cells[0] == Self.message, cells[1...3].allSatisfy(\.isEmpty),
        communication == nil, let seconds = Self.seconds(cells[4])
      {
        communication = seconds
      } else if let entry = Self.entry(cells), groups.insert(entry.group).inserted {
        entries.append(entry)
      } else {
        throw Self.refusal(
          file, index + 1, line,
          expected: "\(Self.columns), each group once, such as F,0,,8,0.0125 or FB,0,3,8,0.03, and "
            + "\(Self.message),,,,0.0001")
      }
    }
    guard !entries.isEmpty, let communication else {
      throw Self.refusal(
        file, (lines.last?.offset ?? 0) + 1, "the end of the file",
        expected: "at least one group, and then \(Self.message),,,, with seconds")
    }
    self.init(entries: entries, communication: communication)
  }

  private static func entry(_ cells: [Substring]) -> Entry? {
    guard cells.count == 5, let kind = Kind(rawValue: String(cells[0])),
      let stage = count(cells[1]), let samples = count(cells[3]), samples > 0,
      let seconds = seconds(cells[4])
    else { return nil }
    let other = count(cells[2])
    guard kind == .pair ? other != nil : cells[2].isEmpty else { return nil }
    return Entry(
      group: Group(kind: kind, stage: stage, backwardStage: other), samples: samples,
      seconds: seconds)
  }

  private static func count(_ text: Substring) -> Int? {
    guard let value = Int(text), 0...1_000_000_000 ~= value else { return nil }
    return value
  }

  /// No step lasts longer than a virtual time can.
  private static func seconds(_ text: Substring) -> Double? {
    guard let value = Double(text), 0...1e6 ~= value else { return nil }
    return value
  }

  private static func refusal(
    _ file: String, _ line: Int, _ text: Substring, expected: String
  ) -> ExecutionError {
    ExecutionError(
      code: .unreadableDurations,
      detail: "\(file):\(line): \"\(text.prefix(80))\"; expected \(expected)")
  }
}
