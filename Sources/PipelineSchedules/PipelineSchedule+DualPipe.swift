extension PipelineSchedule {
  /// Builds the DualPipe schedule: microbatches enter at both ends and cross in the middle.
  ///
  /// Stage `s` lives on ranks `s` and `N - 1 - s`. Microbatches 0 ..< M/2 enter at rank 0, the others
  /// at rank N - 1. In the steady phase each rank overlaps a forward of one direction with a full
  /// backward of the other, so that the communication of both is hidden; the outer ranks fill the
  /// ramps with weight backwards. N + 1 activations are live on every rank.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks N, even; two stages live on each.
  ///   - microbatches: Microbatches M of one training step, both directions together; even, at least
  ///     2N.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive,
  ///   `indivisible` when one is odd, `tooFewMicrobatches` when M is below 2N.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: DeepSeek-AI 2024, arXiv:2412.19437, section 3.2.1; github.com/deepseek-ai/DualPipe at
  ///   3da1bbe, `dualpipe.py`.
  public static func dualPipe(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try PipelineSchedule(
      name: "dualpipe", programs: dualPipePrograms(ranks: ranks, microbatches: microbatches))
  }

  static func dualPipePrograms(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> [[ScheduleSlot]] {
    try requireShape(ranks: ranks, microbatches: microbatches)
    guard ranks.isMultiple(of: 2), microbatches.isMultiple(of: 2) else {
      throw ScheduleError(
        code: .indivisible,
        detail: "\(ranks) ranks, \(microbatches) microbatches; dualpipe needs both even, half of "
          + "each for either direction (dualpipev takes odd counts)")
    }
    guard microbatches >= 2 * ranks else {
      throw ScheduleError(
        code: .tooFewMicrobatches,
        detail: "\(microbatches) microbatches on \(ranks) ranks; dualpipe needs at least twice the "
          + "ranks, \(2 * ranks): raise the batch, or use fewer ranks or 1f1b")
    }
    let half = ranks / 2
    return (0..<ranks).map { rank in
      // From the far end the directions change their parts.
      let distance = min(rank, ranks - 1 - rank)
      let near = rank < half ? 0 : microbatches / 2
      var program = BidirectionalProgram(
        phase0: .init(stage: distance, first: near),
        phase1: .init(stage: ranks - 1 - distance, first: microbatches / 2 - near))
      program.appendStep(half: half, distance: distance, perPhase: microbatches / 2)
      return program.slots
    }
  }
}
