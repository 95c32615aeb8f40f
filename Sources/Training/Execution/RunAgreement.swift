import MPIRuntime
import PipelineSchedules

/// Makes sure that all ranks are about to play the same schedule with matrices of the same shape.
///
/// Ranks that disagree would wait for messages that nobody sends.
enum RunAgreement {
  /// Compares what the ranks were started with; every rank takes part.
  ///
  /// - Throws: `ExecutionError` with code `schedulesDiffer`, `wrongRankCount` or `shapesDiffer`, the
  ///   same on every rank; `MPIError` when a message fails.
  static func require(
    _ schedule: PipelineSchedule, shape: (rows: Int, columns: Int), on communicator: Communicator
  ) throws {
    let schedules = try gathered(summary(of: schedule), on: communicator)
    if let disagreement = disagreement(schedules) {
      throw ExecutionError(code: .schedulesDiffer, detail: disagreement)
    }
    guard schedule.ranks == communicator.size else {
      throw ExecutionError(
        code: .wrongRankCount,
        detail: "\(schedule.name) for \(schedule.ranks) ranks, on \(communicator.size) processes; "
          + "one process a rank would do")
    }
    try require(shape, on: communicator)
  }

  /// Compares what the ranks are about to hand over; every rank takes part.
  ///
  /// - Throws: `ExecutionError` with code `shapesDiffer`, the same on every rank; `MPIError` when a
  ///   message fails.
  static func require(
    _ shape: (rows: Int, columns: Int), on communicator: Communicator
  ) throws {
    let (rows, columns) = (Int64(shape.rows), Int64(shape.columns))
    let extremes = try communicator.allReduce([rows, -rows, columns, -columns], .max)
    // Texts only where they are needed: this is asked in every step.
    guard extremes[0] != -extremes[1] || extremes[2] != -extremes[3] else { return }
    let shapes = try gathered("\(rows) x \(columns)", on: communicator)
    throw ExecutionError(code: .shapesDiffer, detail: disagreement(shapes) ?? "\(shapes)")
  }

  /// The first rank that has something else than rank 0, in words.
  static func disagreement(_ values: [String]) -> String? {
    guard let other = values.firstIndex(where: { $0 != values[0] }) else { return nil }
    return "rank 0 has \(values[0]), rank \(other) has \(values[other]); all must have the same"
  }

  /// What tells schedules apart: name, counts, and a digest of the programs.
  static func summary(of schedule: PipelineSchedule) -> String {
    let digest = String(digest(of: schedule.description), radix: 16)
    return "\(schedule.name) of \(schedule.ranks) ranks, \(schedule.stages) stages, "
      + "\(schedule.microbatches) microbatches (digest \(digest))"
  }

  private static func gathered(
    _ text: String, on communicator: Communicator
  ) throws(MPIError) -> [String] {
    try communicator.allGather(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Source: FNV-1a with 64 bits, by Fowler, Noll and Vo.
  private static func digest(of text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
