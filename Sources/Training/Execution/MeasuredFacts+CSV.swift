extension MeasuredFacts {
  private static let keys = [
    "schedule", "ranks", "microbatches", "chunks", "steps", "stepSeconds", "bubbleFraction",
    "exposedPipelineFraction",
  ]

  /// A line for each fact: its name, a comma, its value.
  var lines: [String] {
    // A line break inside a file's name would begin another line.
    let name = String(schedule.map { $0.isNewline ? " " : $0 })
    let values = [
      name, "\(ranks)", "\(microbatches)", "\(chunks)", "\(steps)", "\(stepSeconds)",
      "\(bubbleFraction)", "\(exposedPipelineFraction)",
    ]
    return zip(Self.keys, values).map { "\($0),\($1)" }
  }

  /// What a line of facts is to look like, for errors.
  static let expected = "each of \(keys.joined(separator: ", ")) once, such as ranks,4"

  /// Reads what ``lines`` gives, in any order.
  ///
  /// - Parameters:
  ///   - lines: With their numbers in the file, not empty.
  ///   - refusal: Makes the error for a line that is none; for a missing one it gets the last.
  /// - Throws: What `refusal` makes, where a fact is unknown, comes twice, is missing or has a value
  ///   that it cannot have.
  init(
    lines: [(number: Int, text: Substring)], refusal: (Int, Substring) -> ExecutionError
  ) throws(ExecutionError) {
    var values = [Substring?](repeating: nil, count: Self.keys.count)
    for (number, text) in lines {
      let cells = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
      guard cells.count == 2, let key = Self.keys.firstIndex(of: String(cells[0])),
        values[key] == nil, Self.accepts(cells[1], key: key)
      else { throw refusal(number, text) }
      values[key] = cells[1]
    }
    func count(_ key: Int) -> Int? { values[key].flatMap { Int($0) } }
    func number(_ key: Int) -> Double? { values[key].flatMap { Double($0) } }
    guard let schedule = values[0], let ranks = count(1), let microbatches = count(2),
      let chunks = count(3), let steps = count(4), let stepSeconds = number(5),
      let bubble = number(6), let exposed = number(7)
    else { throw refusal(lines.last?.number ?? 1, lines.last?.text ?? "") }
    self.init(
      schedule: String(schedule), ranks: ranks, microbatches: microbatches, chunks: chunks,
      steps: steps, stepSeconds: stepSeconds, bubbleFraction: bubble,
      exposedPipelineFraction: exposed)
  }

  private static func accepts(_ text: Substring, key: Int) -> Bool {
    switch key {
    case 0: !text.isEmpty
    case 1...4: Int(text).map { 1...1_000_000_000 ~= $0 } ?? false
    case 5: MeasuredDurations.seconds(text) ?? 0 > 0
    default: Double(text).map { 0...1 ~= $0 } ?? false
    }
  }
}
