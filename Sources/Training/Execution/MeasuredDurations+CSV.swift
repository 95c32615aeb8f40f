import PipelineSchedules

extension MeasuredDurations {
  private static let name = "duplex-measured-durations"
  /// Version 1 had neither facts nor an optimiser.
  private static let headers = ["\(name),1", "\(name),2"]
  private static let columns = "kind,stage,backwardStage,samples,seconds"
  private static let message = "comm"
  private static let stepEnd = "optimizer"

  /// A line that names the format and its version, lines of facts, a line of columns, a row for each
  /// group, one for messages and one for the optimiser; ``init(csv:file:)`` reads it.
  public var csv: String {
    var lines = [Self.headers[1]] + (facts?.lines ?? []) + [Self.columns]
    for entry in entries {
      let group = entry.group
      let other = group.backwardStage.map { "\($0)" } ?? ""
      lines.append(
        "\(group.kind.rawValue),\(group.stage),\(other),\(entry.samples),\(entry.seconds)")
    }
    lines.append("\(Self.message),,,,\(communication)")
    lines.append("\(Self.stepEnd),,,,\(optimizer)")
    return lines.map { $0 + "\n" }.joined()
  }

  /// Reads what ``csv`` gives, of this version or the one before.
  ///
  /// - Parameters:
  ///   - text: The whole file.
  ///   - file: Its name, for errors.
  /// - Throws: `ExecutionError` with code `unreadableDurations`, naming file, line and text, and what
  ///   is expected there.
  public init(csv text: String, file: String) throws(ExecutionError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().filter { !$0.element.isEmpty }
      .map { (number: $0.offset + 1, text: $0.element) }
    guard let first = lines.first, Self.headers.contains(String(first.text)) else {
      throw Self.refusal(file, 1, lines.first?.text ?? "", Self.headers.joined(separator: " or "))
    }
    let head = lines.dropFirst().prefix { $0.text != Self.columns }
    guard 1 + head.count < lines.count, first.text == Self.headers[1] || head.isEmpty else {
      throw Self.refusal(file, 2, lines.count > 1 ? lines[1].text : "", Self.columns)
    }
    var facts: MeasuredFacts?
    if !head.isEmpty {
      facts = try MeasuredFacts(lines: Array(head)) { line, text in
        Self.refusal(file, line, text, MeasuredFacts.expected)
      }
    }
    var rows = Rows()
    for (number, line) in lines.dropFirst(2 + head.count) where !rows.take(line) {
      throw Self.refusal(
        file, number, line,
        "\(Self.columns), each group once, such as F,0,,8,0.0125 or FB,0,3,8,0.03, and "
          + "\(Self.message),,,,0.0001")
    }
    guard !rows.entries.isEmpty, let communication = rows.communication else {
      throw Self.refusal(
        file, lines.last?.number ?? 1, "the end of the file",
        "at least one group, and then \(Self.message),,,, with seconds")
    }
    self.init(
      entries: rows.entries, communication: communication, optimizer: rows.optimizer ?? 0,
      facts: facts)
  }

  /// What the rows of a file say.
  private struct Rows {
    var entries: [Entry] = []
    var communication: Double?
    var optimizer: Double?
    private var groups: Set<Group> = []

    /// - Returns: False for a line that is no row, or one that was there before.
    mutating func take(_ line: Substring) -> Bool {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == 5 else { return false }
      if cells[1...3].allSatisfy(\.isEmpty), let seconds = MeasuredDurations.seconds(cells[4]) {
        if cells[0] == message, communication == nil {
          communication = seconds
          return true
        }
        guard cells[0] == stepEnd, optimizer == nil else { return false }
        optimizer = seconds
        return true
      }
      guard let entry = MeasuredDurations.entry(cells), groups.insert(entry.group).inserted else {
        return false
      }
      entries.append(entry)
      return true
    }
  }

  private static func entry(_ cells: [Substring]) -> Entry? {
    guard let kind = Kind(rawValue: String(cells[0])), let stage = count(cells[1]),
      let samples = count(cells[3]), samples > 0, let seconds = seconds(cells[4])
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
  static func seconds(_ text: Substring) -> Double? {
    guard let value = Double(text), 0...1e6 ~= value else { return nil }
    return value
  }

  private static func refusal(
    _ file: String, _ line: Int, _ text: Substring, _ expected: String
  ) -> ExecutionError {
    ExecutionError(
      code: .unreadableDurations,
      detail: "\(file):\(line): \"\(text.prefix(80))\"; expected \(expected)")
  }
}
