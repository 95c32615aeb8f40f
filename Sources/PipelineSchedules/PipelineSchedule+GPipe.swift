extension PipelineSchedule {
  /// Builds the GPipe schedule: all forwards, then all backwards in the same order.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks; one stage lives on each.
  ///   - microbatches: Microbatches in one training step.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: Huang et al. 2019, arXiv:1811.06965, section 2.3.
  public static func gpipe(ranks: Int, microbatches: Int) throws(ScheduleError) -> PipelineSchedule
  {
    try requireShape(ranks: ranks, microbatches: microbatches)
    let programs = (0..<ranks).map { rank in
      (0..<microbatches).map { slot(rank, .forward, $0) }
        + (0..<microbatches).map { slot(rank, .backward, $0) }
    }
    return try PipelineSchedule(name: "gpipe", programs: programs)
  }
}
