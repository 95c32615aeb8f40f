/// What the rows of a file of measured durations say.
struct MeasuredRows {
  typealias Group = MeasuredDurations.Group
  typealias Entry = MeasuredDurations.Entry
  /// A mean, and what it is the mean of.
  typealias Times = (seconds: Double, lengths: [Double])

  private(set) var entries: [Entry] = []
  private(set) var communication: Double?
  private(set) var optimizer: Times?
  /// `[entry]`, the line that each comes from.
  private var lines: [Int] = []
  private var groups: Set<Group> = []
  private let hasLengths: Bool

  /// - Parameter hasLengths: Whether each row ends with the lengths that its mean is of.
  init(hasLengths: Bool) { self.hasLengths = hasLengths }

  /// What a row is, for errors.
  var expected: String {
    let text = "each group once, such as "
    return hasLengths
      ? text + "F,0,,2,0.0125,0.012 0.013 with the lengths of the mean 0.0125, or none after the "
        + "comma, and \(MeasuredDurations.message),,,,0.0001,"
      : text + "F,0,,8,0.0125 or FB,0,3,8,0.03, and \(MeasuredDurations.message),,,,0.0001"
  }

  /// Reads a row.
  ///
  /// - Returns: False for a line that is no row, or one that was there before.
  mutating func take(_ line: Substring, number: Int) -> Bool {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    guard cells.count == (hasLengths ? 6 : 5),
      let times = Self.times(cells[4], hasLengths ? cells[5] : "")
    else { return false }
    if cells[1...3].allSatisfy(\.isEmpty) {
      if cells[0] == MeasuredDurations.message, communication == nil, times.lengths.isEmpty {
        communication = times.seconds
        return true
      }
      guard cells[0] == MeasuredDurations.stepEnd, optimizer == nil else { return false }
      optimizer = times
      return true
    }
    guard let entry = Self.entry(cells, times), groups.insert(entry.group).inserted else {
      return false
    }
    entries.append(entry)
    lines.append(number)
    return true
  }

  /// The line of the first row whose lengths are not those of so many steps; nil for none.
  func lineWithout(steps: Int) -> Int? {
    for (entry, line) in zip(entries, lines) {
      let isWhole = steps > 0 && entry.samples.isMultiple(of: steps)
      guard entry.lengths.isEmpty ? steps == 0 : isWhole else { return line }
    }
    return nil
  }

  private static func times(_ mean: Substring, _ cell: Substring) -> Times? {
    let parts = cell.split(separator: " ")
    let lengths = parts.compactMap(MeasuredDurations.seconds)
    guard let seconds = MeasuredDurations.seconds(mean), lengths.count == parts.count else {
      return nil
    }
    let error = abs(MeasuredDurations.mean(lengths) - seconds)
    return lengths.isEmpty || error <= 1e-6 * seconds ? (seconds, lengths) : nil
  }

  private static func entry(_ cells: [Substring], _ times: Times) -> Entry? {
    guard let kind = MeasuredDurations.Kind(rawValue: String(cells[0])),
      let stage = count(cells[1]), let samples = count(cells[3]), samples > 0,
      times.lengths.isEmpty || times.lengths.count == samples
    else { return nil }
    let other = count(cells[2])
    guard kind == .pair ? other != nil : cells[2].isEmpty else { return nil }
    return Entry(
      group: Group(kind: kind, stage: stage, backwardStage: other), samples: samples,
      seconds: times.seconds, lengths: times.lengths)
  }

  private static func count(_ text: Substring) -> Int? {
    guard let value = Int(text), 0...1_000_000_000 ~= value else { return nil }
    return value
  }
}
