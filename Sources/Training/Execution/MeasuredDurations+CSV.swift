extension MeasuredDurations {
  private static let name = "duplex-measured-durations"
  /// Version 1 had neither facts nor an optimiser, version 2 knew means only.
  private static let headers = ["\(name),1", "\(name),2", "\(name),3"]
  private static let means = "kind,stage,backwardStage,samples,seconds"
  private static let columns = "\(means),lengths"
  static let message = "comm"
  static let stepEnd = "optimizer"

  /// A line that names the format and its version, lines of facts, a line of columns, a row for each
  /// group, one for messages and one for the optimiser; ``init(csv:file:)`` reads it.
  public var csv: String {
    var lines = [Self.headers[2]] + (facts?.lines ?? []) + [Self.columns]
    for entry in entries {
      let group = entry.group
      let other = group.backwardStage.map { "\($0)" } ?? ""
      lines.append(
        "\(group.kind.rawValue),\(group.stage),\(other),\(entry.samples),\(entry.seconds),"
          + Self.cell(entry.lengths))
    }
    lines.append("\(Self.message),,,,\(communication),")
    lines.append("\(Self.stepEnd),,,,\(optimizer),\(Self.cell(optimizers))")
    return lines.map { $0 + "\n" }.joined()
  }

  private static func cell(_ lengths: [Double]) -> String {
    lengths.map { "\($0)" }.joined(separator: " ")
  }

  /// Reads what ``csv`` gives, of this version or an earlier one.
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
    guard let first = lines.first, let version = Self.headers.firstIndex(of: String(first.text))
    else {
      throw Self.refusal(file, 1, lines.first?.text ?? "", Self.headers.joined(separator: " or "))
    }
    let columns = version < 2 ? Self.means : Self.columns
    let head = lines.dropFirst().prefix { $0.text != columns }
    guard 1 + head.count < lines.count, version > 0 || head.isEmpty else {
      throw Self.refusal(file, 2, lines.count > 1 ? lines[1].text : "", columns)
    }
    var facts: MeasuredFacts?
    if !head.isEmpty {
      facts = try MeasuredFacts(lines: Array(head)) { line, text in
        Self.refusal(file, line, text, MeasuredFacts.expected)
      }
    }
    var rows = MeasuredRows(hasLengths: version > 1)
    for (number, line) in lines.dropFirst(2 + head.count) where !rows.take(line, number: number) {
      throw Self.refusal(file, number, line, "\(columns), \(rows.expected)")
    }
    guard !rows.entries.isEmpty, let communication = rows.communication else {
      throw Self.refusal(
        file, lines.last?.number ?? 1, "the end of the file",
        "at least one group, and then \(Self.message),,,, with seconds")
    }
    let steps = rows.optimizer?.lengths.count ?? 0
    if let number = rows.lineWithout(steps: steps) {
      throw Self.refusal(
        file, number, lines.first { $0.number == number }?.text ?? "",
        "lengths of \(steps) steps, as \(Self.stepEnd) has them")
    }
    self.init(
      entries: rows.entries, communication: communication, optimizer: rows.optimizer?.seconds ?? 0,
      optimizers: rows.optimizer?.lengths ?? [], facts: facts)
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
