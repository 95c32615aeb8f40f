extension PipelineSchedule {
  /// Builds the zero-bubble schedule ZB-V: two chunks per rank in a V, 1F1B's memory, no bubble where
  /// F, I and W take equally long.
  ///
  /// Rank `r` of `p` holds stages `r` and 2p - 1 - r, so that the last rank turns a microbatch around
  /// and the loss is on rank 0. Warm-up: 2 (p - r) - 1 forwards of the first chunk, `r` times one
  /// forward of each, then the second chunk alone with its backwards. Steady: forward and backward of
  /// one chunk after the other. Cool-down: `r` times the `I` of both chunks, then the weight
  /// backwards that were left. 2p activations of half a rank's layers are live.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks p, which hold 2p stages.
  ///   - microbatches: Microbatches in one training step. Below 2p - 1 the program is that of 2p - 1
  ///     without the microbatches that do not exist.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · max(`ranks`, `microbatches`))
  /// - Source: Qi et al. 2024, arXiv:2401.10241, section 6; the order of PyTorch 2.13's
  ///   `ScheduleZBVZeroBubble`.
  public static func zeroBubbleV(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try requireShape(ranks: ranks, microbatches: microbatches, chunks: 2)
    try requireShape(ranks: ranks, microbatches: 2 * ranks - 1, chunks: 2)
    let programs = (0..<ranks).map { rank in
      var program = VShapedProgram(
        stages: (rank, 2 * ranks - 1 - rank), microbatches: microbatches,
        rounds: max(microbatches, 2 * ranks - 1))
      program.appendStep(rank: rank, ranks: ranks)
      return program.slots
    }
    return try PipelineSchedule(name: "zb-v", programs: programs)
  }
}
