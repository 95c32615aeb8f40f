import PipelineSchedules

/// A schedule of a person's own, named `csv:FILE`.
struct ScheduleFile {
  /// Far above any schedule that the importer accepts.
  private static let greatestSize = 64 << 20

  let name: String
  private var path: String { String(name.dropFirst(4)) }

  /// Nil for a name of the catalogue.
  init?(name: String) {
    guard name.hasPrefix("csv:") else { return nil }
    self.name = name
  }

  /// Reads the file, which may be of any length and content.
  ///
  /// - Parameter speaks: Whether notices go to standard error.
  /// - Returns: The schedule, validated.
  /// - Throws: `InputError` naming the file and what is wrong with it.
  func read(speaks: Bool) throws -> PipelineSchedule {
    let imported = try imported()
    for notice in imported.notices where speaks { Console.notice("\(path): \(notice)") }
    return imported.schedule
  }

  private func imported() throws -> ScheduleImport {
    let text = try text()
    do {
      return try ScheduleImport(csv: text, name: name)
    } catch {
      throw InputError("\(name): \(error)")
    }
  }

  private func text() throws -> String {
    try InputFile(
      path: path, name: name,
      expected: "a CSV file, one row a rank, such as "
        + "`duplex schedule 1f1b --ranks 4 --microbatches 8 --format csv` prints",
      greatestSize: Self.greatestSize
    ).text()
  }
}
