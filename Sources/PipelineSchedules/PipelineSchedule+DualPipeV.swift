extension PipelineSchedule {
  /// Builds the DualPipeV schedule: DualPipe folded in the middle, so that no stage is held twice.
  ///
  /// Rank `r` holds stages `r` and `2N - 1 - r`; every microbatch runs down the ranks and back up,
  /// and the last rank turns it around without a message. Input and loss are both on rank 0.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks N, which hold 2N stages; odd counts are fine.
  ///   - microbatches: Microbatches of one training step, at least 2N; odd counts are fine.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive,
  ///   `tooFewMicrobatches` when there are fewer than 2N microbatches.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: github.com/deepseek-ai/DualPipe at 3da1bbe, `dualpipev.py` ("cut-in-half" schedule of
  ///   Sea AI Lab).
  public static func dualPipeV(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try PipelineSchedule(
      name: "dualpipev", programs: dualPipeVPrograms(ranks: ranks, microbatches: microbatches))
  }

  static func dualPipeVPrograms(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> [[ScheduleSlot]] {
    try requireShape(ranks: ranks, microbatches: microbatches, chunks: 2)
    guard microbatches >= 2 * ranks else {
      throw ScheduleError(
        code: .tooFewMicrobatches,
        detail:
          "\(microbatches) microbatches on \(ranks) ranks; dualpipev needs at least twice the "
          + "ranks, \(2 * ranks): raise the batch, or use fewer ranks or zb-v")
    }
    return (0..<ranks).map { rank in
      var program = BidirectionalProgram(
        phase0: .init(stage: rank, first: 0),
        phase1: .init(stage: 2 * ranks - 1 - rank, first: 0))
      program.appendStep(half: ranks, distance: rank, perPhase: microbatches)
      return program.slots
    }
  }
}
