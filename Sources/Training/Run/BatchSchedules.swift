internal import PipelineSchedules

/// Finds the schedule of a batch, and says which batches have one.
struct BatchSchedules {
  let settings: TrainingSettings
  let dataRanks: Int

  /// Sequences of one microbatch on each data rank.
  private var share: Int { dataRanks * settings.batch.microbatch }

  /// What the sequences of every step are a multiple of.
  var multiple: Int {
    // A schedule from both ends needs an even count: the next larger one is refused then.
    let least = accepted(from: 1, by: 1, through: mostTried)
    guard let least, (try? schedule(microbatches: least + 1)) == nil else { return share }
    return 2 * share
  }

  /// The batches of all steps.
  ///
  /// - Throws: As ``schedule(sequences:)`` for a step's that is not accepted; `OptimizerError` with code
  ///   `settingOutOfRange` for a ramp that falls.
  func ramp() throws -> BatchRamp {
    let last = settings.batch.sequences
    _ = try schedule(sequences: last)
    guard let ramp = settings.ramp else { return try BatchRamp(constant: last, multiple: share) }
    _ = try schedule(sequences: ramp.from)
    // Between two counts that a schedule takes it takes all that have the same divisors.
    return try BatchRamp(from: ramp.from, to: last, over: ramp.over, multiple: multiple)
  }

  /// Builds the schedule of some sequences.
  ///
  /// - Parameter sequences: Of one step.
  /// - Returns: The schedule of the microbatches that each data rank has of them.
  /// - Throws: `RunError` with code `indivisibleBatch`, which names the nearest batches that are
  ///   accepted; `ScheduleError` where none is.
  func schedule(sequences: Int) throws -> PipelineSchedule {
    let (microbatches, rest) = sequences.quotientAndRemainder(dividingBy: share)
    if let imported = settings.schedule.imported {
      try check(imported, sequences: sequences)
      return imported
    }
    do throws(ScheduleError) {
      if rest == 0 { return try schedule(microbatches: microbatches) }
    } catch {
      try refuse(sequences, near: microbatches, because: ": \(error.detail)")
      throw error
    }
    try refuse(sequences, near: microbatches, because: "")
    return try schedule(microbatches: microbatches)
  }

  private func schedule(microbatches: Int) throws(ScheduleError) -> PipelineSchedule {
    try ScheduleCatalog.schedule(
      named: settings.schedule.name, ranks: settings.pipelineRanks, microbatches: microbatches,
      chunks: settings.schedule.chunks)
  }

  private func check(
    _ imported: PipelineSchedule, sequences: Int
  ) throws {
    guard imported.ranks == settings.pipelineRanks else {
      throw ExecutionError(
        code: .wrongRankCount,
        detail: "\(imported.name) is for \(imported.ranks) pipeline ranks; "
          + "the run has \(settings.pipelineRanks)")
    }
    guard sequences == imported.microbatches * share else {
      throw RunError(
        code: .indivisibleBatch,
        detail: "\(sequences) sequences with \(imported.name); its \(imported.microbatches) "
          + "microbatches of \(settings.batch.microbatch) on \(dataRanks) data ranks are "
          + "\(imported.microbatches * share)")
    }
  }

  /// Twice the ranks is the most that a schedule asks for, and one more to make it even.
  private var mostTried: Int { 2 * settings.pipelineRanks + 2 }

  /// Throws unless no batch nearby is accepted either.
  private func refuse(_ sequences: Int, near microbatches: Int, because reason: String) throws {
    let below = accepted(from: microbatches, by: -1, through: max(1, microbatches - mostTried))
    let above = accepted(from: microbatches + 1, by: 1, through: microbatches + mostTried)
    let nearest = [below, above].compactMap { $0.map { String($0 * share) } }
    guard !nearest.isEmpty else { return }
    throw RunError(
      code: .indivisibleBatch,
      detail: "\(sequences) sequences on \(dataRanks) data ranks in microbatches of "
        + "\(settings.batch.microbatch), with \(settings.schedule.name) on "
        + "\(settings.pipelineRanks) pipeline ranks\(reason); the nearest batches are "
        + nearest.joined(separator: " and "))
  }

  private func accepted(from first: Int, by step: Int, through last: Int) -> Int? {
    stride(from: first, through: last, by: step).first { count in
      count > 0 && (try? schedule(microbatches: count)) != nil
    }
  }
}
