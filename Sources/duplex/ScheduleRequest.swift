import PipelineSchedules

/// A schedule as the command line asks for it.
struct ScheduleRequest {
  static let defaultChunks = 2

  /// Of the catalogue, or `csv:FILE`.
  var name: String
  /// Nil where a file brings it.
  var ranks: Int?
  var microbatches: Int?
  /// Read only where the schedule lets it be chosen.
  var chunks = defaultChunks

  /// Builds the schedule, or reads its file.
  ///
  /// - Parameter speaks: Whether notices go to standard error.
  /// - Returns: The schedule, validated.
  /// - Throws: `InputError` where a count is wrong, contradicts the file, or would not be read;
  ///   `ScheduleError` where the name is unknown or its generator refuses the counts.
  func schedule(speaks: Bool) throws -> PipelineSchedule {
    try InputError.require("--chunks", chunks, in: 1..., "a whole number from 1")
    try requireUseOfChunks()
    if let file = ScheduleFile(name: name) {
      let schedule = try file.read(speaks: speaks)
      for (option, given, found) in [
        ("--ranks", ranks, schedule.ranks), ("--microbatches", microbatches, schedule.microbatches),
      ] {
        guard let given, given != found else { continue }
        throw InputError(
          "\(option) is \(given) and \(name) has \(found); expected \(found) or no \(option)")
      }
      return schedule
    }
    return try ScheduleCatalog.schedule(
      named: name, ranks: ranks ?? 0, microbatches: microbatches ?? 0, chunks: chunks)
  }

  /// - Throws: `InputError` where a count of chunks is asked for that the schedule would not read.
  private func requireUseOfChunks() throws {
    guard chunks != Self.defaultChunks else { return }
    if ScheduleFile(name: name) == nil, try ScheduleCatalog.entry(named: name).chunks == .chosen {
      return
    }
    throw InputError(
      "--chunks is \(chunks), and only interleaved schedules let it be chosen; expected no "
        + "--chunks with \(name)")
  }
}
