/// A schedule read from a person's own CSV file, in PyTorch's notation.
public struct ScheduleImport: Sendable {
  public let schedule: PipelineSchedule
  /// What was left out and why, a sentence each; empty where nothing was.
  public let notices: [String]

  /// What PyTorch writes between the computations, after the stage and before a microbatch.
  private static let dropped = [
    "SEND_F", "RECV_F", "SEND_B", "RECV_B", "UNSHARD", "RESHARD", "REDUCE_GRAD",
  ]

  /// Reads one row a rank, cells separated by commas.
  ///
  /// Blank cells are skipped; communication and gradient reduction are dropped with one notice, for
  /// they follow from where the stages live; placement is read from the rows.
  ///
  /// - Parameters:
  ///   - text: The whole file.
  ///   - name: What the schedule is called from then on, such as `csv:FILE`.
  /// - Throws: `ScheduleError` with code `unreadableAction`, naming row, column and text of a cell
  ///   that is no action; else as `PipelineSchedule.init(name:programs:)`.
  /// - Complexity: O(characters)
  public init(csv text: String, name: String) throws(ScheduleError) {
    var rows = text.drop { $0 == "\u{FEFF}" }.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    while let last = rows.last, last.allSatisfy(\.isWhitespace) { rows.removeLast() }
    var programs: [[ScheduleSlot]] = []
    var droppedCounts = [Int](repeating: 0, count: Self.dropped.count)
    for (row, line) in rows.enumerated() {
      var program: [ScheduleSlot] = []
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      for (column, cell) in cells.enumerated() {
        let token = cell.filter { !$0.isWhitespace && $0 != "\"" }
        if token.isEmpty { continue }
        if let slot = ScheduleSlot(token) {
          program.append(slot)
        } else if let kind = Self.droppedKind(token) {
          droppedCounts[kind] += 1
        } else {
          throw ScheduleError(
            code: .unreadableAction,
            detail:
              "\"\(token.prefix(40))\" in row \(row + 1) (rank \(row)), column \(column + 1); "
              + "accepted: a stage, one of F B I W and a microbatch, as 2F0, or a pair, as "
              + "(0F3;3B5)OVERLAP_F_B")
        }
      }
      programs.append(program)
    }
    schedule = try PipelineSchedule(name: name, programs: programs)
    notices = Self.notice(droppedCounts).map { [$0] } ?? []
  }

  /// The place in `dropped` of a cell such as `0SEND_F1` or `0UNSHARD`.
  private static func droppedKind(_ token: String) -> Int? {
    let isDigit = { (character: Character) in character.isASCII && character.isNumber }
    let body = token.drop(while: isDigit)
    guard body.count < token.count else { return nil }
    return dropped.firstIndex { body.hasPrefix($0) && body.dropFirst($0.count).allSatisfy(isDigit) }
  }

  private static func notice(_ counts: [Int]) -> String? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let kinds = zip(dropped, counts).filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    return "dropped \(total) communication and gradient-reduction actions "
      + "(\(kinds.joined(separator: ", "))): they follow from where the stages live"
  }
}

extension PipelineSchedule {
  /// Reads a CSV file as ``ScheduleImport`` does, where its notices do not matter.
  ///
  /// - Throws: `ScheduleError` as ``ScheduleImport/init(csv:name:)`` does.
  public init(csv text: String, name: String) throws(ScheduleError) {
    self = try ScheduleImport(csv: text, name: name).schedule
  }
}
